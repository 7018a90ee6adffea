package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_TEXT_OFFSET;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.layout.Geometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file's event table: index entries, and texts one behind the other, storage allocated as they grow.
 *
 * <p>What an earlier daemon stored is read back as untrusted bytes; an entry that makes no sense is left out.
 */
final class EventTable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int MAX_TEXT_LENGTH = 1 << 17;

    private final BufferFile file;
    private final Geometry geometry;
    private int textEnd;

    EventTable(BufferFile file) {
        this.file = file;
        this.geometry = file.geometry();
    }

    /** The events that an earlier daemon stored. */
    List<RegisteredEvent> adopt() {
        List<RegisteredEvent> events = new ArrayList<>();
        int spoiled = 0;
        ByteBuffer index = FileSection.copy(file, geometry.eventIndexOffset(), geometry.events() * ENTRY_LENGTH);
        for (int id = 1; id < geometry.events(); id++) {
            long offset = index.getLong(id * ENTRY_LENGTH + ENTRY_TEXT_OFFSET);
            int length = index.getInt(id * ENTRY_LENGTH + ENTRY_LENGTH_OFFSET);
            if (length == 0) {
                continue;
            }
            RegisteredEvent event = read(id, offset, length);
            if (event == null) {
                spoiled++;
            } else {
                events.add(event);
            }
        }
        if (spoiled > 0) {
            LOG.warn("left out {} entries of the event table in {}: they make no sense", spoiled, file.path());
        }
        return events;
    }

    private @Nullable RegisteredEvent read(int id, long offset, int length) {
        boolean inside =
                offset >= 0 && length > 0 && length <= MAX_TEXT_LENGTH && offset <= geometry.eventTextLength() - length;
        if (!inside) {
            return null;
        }
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

    /** Stores an event: its text, then its index entry, whose length comes last with release. */
    void store(RegisteredEvent event) throws EventRefusedException {
        byte[] text = (event.system() + "\n" + event.format()).getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_TEXT_LENGTH || text.length > geometry.eventTextLength() - textEnd) {
            throw new EventRefusedException("the format of " + event.fullName() + " has " + text.length
                    + " bytes, and there is room for " + Math.min(MAX_TEXT_LENGTH, geometry.eventTextLength() - textEnd)
                    + ": register fewer or smaller kinds of events");
        }
        int entry = geometry.eventEntryOffset(event.id());
        int at = geometry.eventTextOffset() + textEnd;
        allocate(entry, ENTRY_LENGTH);
        allocate(at, text.length);
        AtomicBuffer memory = file.metadata();
        memory.putBytes(at, text);
        memory.putLong(entry + ENTRY_TEXT_OFFSET, textEnd);
        memory.putIntRelease(entry + ENTRY_LENGTH_OFFSET, text.length);
        textEnd += text.length;
    }

    private void allocate(int offset, int length) throws EventRefusedException {
        try {
            file.allocate(offset, length);
        } catch (BufferFileException e) {
            throw new EventRefusedException(String.valueOf(e.getMessage()));
        }
    }
}
