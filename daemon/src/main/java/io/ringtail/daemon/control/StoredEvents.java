package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_TEXT_OFFSET;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.layout.Geometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The events that a daemon stored in a buffer file, read back as untrusted bytes; no daemon need be alive. */
public final class StoredEvents {
    static final int MAX_TEXT_LENGTH = 1 << 17;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final Path file;
    private final Geometry geometry;
    private final long mostText;
    private final List<RegisteredEvent> events = new ArrayList<>();
    private int spoiled;
    private int textEnd;
    private long textRead;

    private StoredEvents(Path file, Geometry geometry, long mostText) {
        this.file = file;
        this.geometry = geometry;
        this.mostText = mostText;
    }

    /**
     * Reads the events of some ids.
     *
     * @param mostText bytes of texts that are read at most: entries may claim the same ones
     */
    public static StoredEvents read(Path file, Geometry geometry, IntPredicate wanted, long mostText) {
        StoredEvents stored = new StoredEvents(file, geometry, mostText);
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
                spoiled++;
            } else {
                events.add(event);
            }
        }
    }

    private @Nullable RegisteredEvent readEntry(int id, long offset, int length) {
        boolean inside =
                offset >= 0 && length > 0 && length <= MAX_TEXT_LENGTH && offset <= geometry.eventTextLength() - length;
        if (!inside || textRead + length > mostText) {
            return null;
        }
        textRead += length;
        textEnd = Math.max(textEnd, (int) offset + length);
        ByteBuffer text = FileSection.copy(file, geometry.eventTextOffset() + (int) offset, length);
        return parse(id, StandardCharsets.UTF_8.decode(text).toString());
    }

    private static @Nullable RegisteredEvent parse(int id, String text) {
        int newline = text.indexOf('\n');
        if (newline < 0) {
            return null;
        }
        String system = text.substring(0, newline);
        String format = text.substring(newline + 1);
        try {
            EventFormat parsed = EventFormat.parse(format);
            boolean valid = parsed.id() == id
                    && NAME.matcher(system).matches()
                    && NAME.matcher(parsed.name()).matches();
            return valid ? new RegisteredEvent(id, system, parsed.name(), format) : null;
        } catch (InvalidFormatException e) {
            return null;
        }
    }

    /** The events, ordered by id. */
    public List<RegisteredEvent> events() {
        return events;
    }

    /** Entries that make no sense, and were left out. */
    public int spoiled() {
        return spoiled;
    }

    /** Where the texts end. */
    int textEnd() {
        return textEnd;
    }
}
