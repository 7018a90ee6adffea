package io.ringtail.reader.filter;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.Expression.Term;
import io.ringtail.reader.filter.Filter.TermListener;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a selection with the types of events that exist, to warn of one that can have no events: whether any name
 * matches, and which comparison is useless for all types that do.
 */
public final class SelectionCheck implements EventSink {
    /** The system of events about events, which every daemon has: a message about them would help nobody. */
    private static final String OWN_SYSTEM = "ringtail";

    private final @Nullable EventPattern events;
    private final @Nullable Filter filter;
    private final ByteBuffer example = ByteBuffer.allocate(CommonFields.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Set<Term> usable = new HashSet<>();
    private final Map<Term, FilterException> unusable = new LinkedHashMap<>();
    private final Map<Term, Glob> globs = new HashMap<>();
    private boolean anyMatches;

    /** Creates a check that knows no types yet. */
    public SelectionCheck(Selection selection) {
        this.events = selection.events() == null ? null : new EventPattern(selection.events());
        this.filter = selection.filter();
    }

    /** Adds a type; one whose format cannot be read has no events that match. */
    public void add(String system, String formatText) {
        try {
            EventFormat format = EventFormat.parse(formatText);
            EventCatalog catalog = new EventCatalog();
            catalog.register(system, format);
            example.putShort(CommonFields.TYPE_OFFSET, (short) format.id());
            new EventDecoder(catalog, tid -> null, tid -> 0, this).event(example, 0, CommonFields.LENGTH, 0, 0);
        } catch (InvalidFormatException | IllegalArgumentException unreadable) {
            // As its events are.
        }
    }

    /** Returns whether the name of any type matches. */
    public boolean anyMatches() {
        return anyMatches;
    }

    /** Returns what is wrong with the first comparison that is useless for all types whose names match. */
    public Optional<FilterException> problem() {
        return unusable.entrySet().stream()
                .filter(entry -> !usable.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Receives an example of a type. */
    @Override
    public void onEvent(EventView event) {
        EventFormat format = event.format();
        if (format == null || (events != null && !events.matches(String.valueOf(event.system()), format.name()))) {
            return;
        }
        anyMatches = true;
        if (filter != null) {
            filter.compile(event, format, globs, new TermListener() {
                @Override
                public void onUsable(Term term) {
                    usable.add(term);
                }

                @Override
                public void onUnusable(Term term, FilterException problem) {
                    if (!OWN_SYSTEM.equals(event.system())) {
                        unusable.putIfAbsent(term, problem);
                    }
                }
            });
        }
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}
}
