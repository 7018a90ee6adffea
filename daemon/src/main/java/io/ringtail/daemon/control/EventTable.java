package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_CREATOR_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_TEXT_OFFSET;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.layout.Geometry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file's event table: index entries, and texts one behind the other, storage allocated as they grow.
 *
 * <p>What an earlier daemon stored is read back as untrusted bytes; an entry that makes no sense is left out.
 */
final class EventTable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);

    private final BufferFile file;
    private final Geometry geometry;
    private int textEnd;

    EventTable(BufferFile file) {
        this.file = file;
        this.geometry = file.geometry();
    }

    /** The events that an earlier daemon stored. */
    List<RegisteredEvent> adopt() {
        StoredEvents stored = StoredEvents.read(file.path(), geometry, id -> true, geometry.eventTextLength());
        textEnd = stored.textEnd();
        if (stored.spoiled() > 0) {
            LOG.warn("left out {} entries of the event table in {}: they make no sense", stored.spoiled(), file.path());
        }
        return stored.events();
    }

    /** The user whose process added an event. */
    int creator(int id) {
        return file.metadata().getInt(geometry.eventEntryOffset(id) + ENTRY_CREATOR_OFFSET);
    }

    /** Stores an event: its text, then its index entry, whose length comes last with release. */
    void store(RegisteredEvent event, int creator) throws EventRefusedException {
        byte[] text = (event.system() + "\n" + event.format()).getBytes(StandardCharsets.UTF_8);
        if (text.length > StoredEvents.MAX_TEXT_LENGTH || text.length > geometry.eventTextLength() - textEnd) {
            throw new EventRefusedException("the format of " + event.fullName() + " has " + text.length
                    + " bytes, and there is room for "
                    + Math.min(StoredEvents.MAX_TEXT_LENGTH, geometry.eventTextLength() - textEnd)
                    + ": register fewer or smaller kinds of events");
        }
        int entry = geometry.eventEntryOffset(event.id());
        int at = geometry.eventTextOffset() + textEnd;
        allocate(entry, ENTRY_LENGTH);
        allocate(at, text.length);
        AtomicBuffer memory = file.metadata();
        memory.putBytes(at, text);
        memory.putLong(entry + ENTRY_TEXT_OFFSET, textEnd);
        memory.putInt(entry + ENTRY_CREATOR_OFFSET, creator);
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
