package io.ringtail.daemon.control;

import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_CREATOR_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_LENGTH_OFFSET;
import static io.ringtail.proto.layout.EventTableDescriptor.ENTRY_TEXT_OFFSET;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.layout.Geometry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.AtomicBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file's event table: index entries, and texts one after another, with storage allocated as they grow.
 *
 * <p>Entries stored by an earlier daemon are read back as untrusted bytes; an invalid entry is omitted.
 */
final class EventTable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);

    private final BufferFile file;
    private final Geometry geometry;
    private final Int2ObjectHashMap<Entry> entries = new Int2ObjectHashMap<>();
    private int textEnd;

    /** An index entry, as this daemon wrote it, or as it was found and checked: its text lies in the text area. */
    private record Entry(int text, int length, int creator) {}

    EventTable(BufferFile file) {
        this.file = file;
        this.geometry = file.geometry();
    }

    /**
     * Returns the events that an earlier daemon stored, as many as fit in the budget. If others are omitted, the table
     * is rewritten without them: their texts may have been anywhere.
     *
     * @param budget the heap that they may take, in bytes
     */
    List<StoredEvents.Entry> adopt(long budget) {
        StoredEvents stored = StoredEvents.read(file.path(), geometry, id -> true, budget);
        if (stored.spoiled().isEmpty()) {
            textEnd = stored.textEnd();
            for (StoredEvents.Entry found : stored.entries()) {
                entries.put(found.event().id(), new Entry(found.text(), found.length(), found.creator()));
            }
        } else {
            writeAnew(stored);
        }
        return stored.entries();
    }

    private void writeAnew(StoredEvents stored) {
        LOG.warn(
                "dropped {} entries of the event table in {}, which are damaged or do not fit into the heap; rewrote"
                        + " the other {}",
                stored.spoiled().cardinality(),
                file.path(),
                stored.entries().size());
        try {
            for (int id : stored.spoiled().stream().toArray()) {
                int entry = geometry.eventEntryOffset(id);
                allocate(entry, ENTRY_LENGTH);
                file.metadata().putIntRelease(entry + ENTRY_LENGTH_OFFSET, 0);
            }
            for (StoredEvents.Entry found : stored.entries()) {
                store(found.event(), found.creator());
            }
        } catch (EventRefusedException e) {
            LOG.warn("cannot rewrite the event table in {}: {}", file.path(), e.getMessage());
        }
    }

    /** Stores an event: its text, then its index entry, whose length is stored last with release. */
    void store(RegisteredEvent event, int creator) throws EventRefusedException {
        byte[] text = text(event);
        if (text.length > StoredEvents.MAX_TEXT_LENGTH || text.length > geometry.eventTextLength() - textEnd) {
            throw new EventRefusedException("the format of " + event.fullName() + " has " + text.length
                    + " bytes, but there is only room for "
                    + Math.min(StoredEvents.MAX_TEXT_LENGTH, geometry.eventTextLength() - textEnd)
                    + ": register fewer or smaller event types");
        }
        int at = geometry.eventTextOffset() + textEnd;
        allocate(geometry.eventEntryOffset(event.id()), ENTRY_LENGTH);
        allocate(at, text.length);
        AtomicBuffer memory = file.metadata();
        memory.putBytes(at, text);
        Entry stored = new Entry(textEnd, text.length, creator);
        entries.put(event.id(), stored);
        store(event.id(), stored);
        textEnd += text.length;
    }

    private void store(int id, Entry stored) {
        int at = geometry.eventEntryOffset(id);
        file.metadata().putLong(at + ENTRY_TEXT_OFFSET, stored.text());
        file.metadata().putInt(at + ENTRY_CREATOR_OFFSET, stored.creator());
        file.metadata().putIntRelease(at + ENTRY_LENGTH_OFFSET, stored.length());
    }

    /** Restores an event's entry if another process has changed it. */
    boolean heal(int id) {
        Entry stored = entries.get(id);
        boolean changed = stored != null && !isStored(id, stored);
        if (changed) {
            store(id, stored);
        }
        return changed;
    }

    private boolean isStored(int id, Entry stored) {
        int at = geometry.eventEntryOffset(id);
        return file.metadata().getLongOpaque(at + ENTRY_TEXT_OFFSET) == stored.text()
                && file.metadata().getIntOpaque(at + ENTRY_LENGTH_OFFSET) == stored.length()
                && file.metadata().getIntOpaque(at + ENTRY_CREATOR_OFFSET) == stored.creator();
    }

    /** Restores an event's text if another process has changed it. */
    boolean healText(RegisteredEvent event) {
        Entry stored = entries.get(event.id());
        byte[] right = text(event);
        if (stored == null || right.length != stored.length()) {
            return false;
        }
        byte[] found = new byte[right.length];
        int at = geometry.eventTextOffset() + stored.text();
        file.metadata().getBytes(at, found);
        boolean changed = !Arrays.equals(found, right);
        if (changed) {
            file.metadata().putBytes(at, right);
        }
        return changed;
    }

    private static byte[] text(RegisteredEvent event) {
        return (event.system() + "\n" + event.properties().text() + event.format()).getBytes(StandardCharsets.UTF_8);
    }

    private void allocate(int offset, int length) throws EventRefusedException {
        try {
            file.allocate(offset, length);
        } catch (BufferFileException e) {
            throw new EventRefusedException(String.valueOf(e.getMessage()));
        }
    }
}
