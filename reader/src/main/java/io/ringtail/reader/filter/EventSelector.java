package io.ringtail.reader.filter;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import io.ringtail.reader.filter.Filter.TermListener;
import io.ringtail.reader.text.PerFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A selection, compiled for the types of the events that it is asked about. Allocates nothing per event. Not thread-safe. */
public final class EventSelector {
    private static final EventTest ALWAYS = event -> true;

    private final Selection selection;
    private final @Nullable EventPattern events;
    private final Map<Expression.Term, Glob> globs = new HashMap<>();
    private final PerFormat<EventTest> tests = new PerFormat<>(this::compile);

    /**
     * Creates a selector.
     *
     * @throws IllegalArgumentException if the pattern of names is empty or too long
     */
    public EventSelector(Selection selection) {
        this.selection = selection;
        this.events = selection.events() == null ? null : new EventPattern(selection.events());
    }

    /** Returns whether an event is wanted. One of an unknown type is, unless its name or its fields matter. */
    public boolean matches(EventView event) {
        if (!selection.tids().contains(event.tid())) {
            return false;
        }
        EventFormat format = event.format();
        EventTest test = format == null ? ofUnknownType() : tests.get(event, format);
        return test != EventTest.NEVER
                && (selection.pids().isAll() || selection.pids().contains(event.pid()))
                && test.matches(event);
    }

    private EventTest ofUnknownType() {
        return events == null && selection.filter() == null ? ALWAYS : EventTest.NEVER;
    }

    private EventTest compile(EventView event, EventFormat format) {
        if (events != null && !events.matches(String.valueOf(event.system()), format.name())) {
            return EventTest.NEVER;
        }
        Filter filter = selection.filter();
        return filter == null ? ALWAYS : filter.compile(event, format, globs, TermListener.NONE);
    }
}
