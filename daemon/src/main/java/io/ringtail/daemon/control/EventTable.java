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

    /**
     * The events that an earlier daemon stored, as many as the budget has room for. Where others are left out, the table is
     * written anew without them: their texts may have been anywhere.
     *
     * @param budget for what they take on the heap, bytes
     */
    List<RegisteredEvent> adopt(long budget) {
        StoredEvents stored = StoredEvents.read(file.path(), geometry, id -> true, budget);
        textEnd = stored.textEnd();
        if (!stored.spoiled().isEmpty()) {
            writeAnew(stored);
        }
        return stored.events();
    }

    /** The user whose process added an event. */
    int creator(int id) {
        return file.metadata().getInt(geometry.eventEntryOffset(id) + ENTRY_CREATOR_OFFSET);
    }

    private void writeAnew(StoredEvents stored) {
        LOG.warn(
                "left out {} entries of the event table in {}, and wrote the other {} anew: they make no sense, or do not fit"
                        + " into the heap",
                stored.spoiled().cardinality(),
                file.path(),
                stored.events().size());
        textEnd = 0;
        try {
            for (int id : stored.spoiled().stream().toArray()) {
                int entry = geometry.eventEntryOffset(id);
                allocate(entry, ENTRY_LENGTH);
                file.metadata().putIntRelease(entry + ENTRY_LENGTH_OFFSET, 0);
            }
            for (RegisteredEvent event : stored.events()) {
                store(event, creator(event.id()));
            }
        } catch (EventRefusedException e) {
            LOG.warn("cannot write the event table in {} anew: {}", file.path(), e.getMessage());
        }
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
