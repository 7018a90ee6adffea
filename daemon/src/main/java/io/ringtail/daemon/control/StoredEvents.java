package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_CREATOR_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_TEXT_OFFSET;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.event.InvalidSchemaException;
import io.ringtail.proto.layout.Geometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The events that a daemon stored in a buffer file, read back as untrusted bytes; no daemon need be alive. */
public final class StoredEvents {
    static final int MAX_TEXT_LENGTH = 1 << 17;
    /** The first line of a format, and the end of the line before. */
    private static final String FORMAT = "\nname:";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final Path file;
    private final Geometry geometry;
    private final long budget;
    private final List<Entry> entries = new ArrayList<>();
    private final BitSet spoiled = new BitSet();
    private final Set<String> names = new HashSet<>();
    private int textEnd;
    private long used;
    private long textRead;

    /**
     * An entry of the table as it was when it was checked: the file may have another one by now.
     *
     * @param text offset of its text from the start of the text area; all of it lies inside
     * @param length of its text, bytes
     * @param creator the user whose process added it
     */
    record Entry(RegisteredEvent event, int text, int length, int creator) {}

    private StoredEvents(Path file, Geometry geometry, long budget) {
        this.file = file;
        this.geometry = geometry;
        this.budget = budget;
    }

    /**
     * Reads the events with selected ids.
     *
     * @param budget the heap that they may take, in bytes; entries may claim the same texts
     */
    public static StoredEvents read(Path file, Geometry geometry, IntPredicate wanted, long budget) {
        StoredEvents stored = new StoredEvents(file, geometry, budget);
        stored.readEntries(wanted);
        return stored;
    }

    private void readEntries(IntPredicate wanted) {
        ByteBuffer index = FileSection.copy(file, geometry.eventIndexOffset(), geometry.events() * ENTRY_LENGTH);
        for (int id = 1; id < geometry.events(); id++) {
            long offset = index.getLong(id * ENTRY_LENGTH + ENTRY_TEXT_OFFSET);
            int length = index.getInt(id * ENTRY_LENGTH + ENTRY_LENGTH_OFFSET);
            if (length == 0 || !wanted.test(id)) {
                continue;
            }
            RegisteredEvent event = readEntry(id, offset, length);
            if (event == null) {
                spoiled.set(id);
            } else {
                int creator = index.getInt(id * ENTRY_LENGTH + ENTRY_CREATOR_OFFSET);
                entries.add(new Entry(event, (int) offset, length, creator));
            }
        }
    }

    private @Nullable RegisteredEvent readEntry(int id, long offset, int length) {
        boolean inside =
                offset >= 0 && length > 0 && length <= MAX_TEXT_LENGTH && offset <= geometry.eventTextLength() - length;
        if (!inside || used + EventBudget.cost(length) > budget || textRead + length > geometry.eventTextLength()) {
            return null;
        }
        textRead += length;
        ByteBuffer text = FileSection.copy(file, geometry.eventTextOffset() + (int) offset, length);
        RegisteredEvent event = parse(id, StandardCharsets.UTF_8.decode(text).toString());
        if (event == null || !names.add(event.fullName())) {
            return null;
        }
        used += EventBudget.cost(length);
        textEnd = Math.max(textEnd, (int) offset + length);
        return event;
    }

    private static @Nullable RegisteredEvent parse(int id, String text) {
        int newline = text.indexOf('\n');
        if (newline < 0) {
            return null;
        }
        String system = text.substring(0, newline);
        int start = text.indexOf(FORMAT, newline);
        if (start < 0) {
            return null;
        }
        String format = text.substring(start + 1);
        try {
            EventProperties properties = EventProperties.parse(text.substring(newline + 1, start + 1));
            EventFormat parsed = EventFormat.parse(format);
            boolean valid = parsed.id() == id
                    && NAME.matcher(system).matches()
                    && NAME.matcher(parsed.name()).matches();
            return valid ? new RegisteredEvent(id, system, parsed.name(), format, properties) : null;
        } catch (InvalidFormatException | InvalidSchemaException e) {
            return null;
        }
    }

    /** Returns the events, ordered by id. */
    public List<RegisteredEvent> events() {
        return entries.stream().map(Entry::event).toList();
    }

    /** Returns the events' entries, ordered by id. */
    List<Entry> entries() {
        return entries;
    }

    /** Returns the ids of entries that are invalid, or do not fit in the budget: they were omitted. */
    public BitSet spoiled() {
        return spoiled;
    }

    /** Returns the offset at which the texts end. */
    int textEnd() {
        return textEnd;
    }
}
