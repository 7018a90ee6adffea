package io.ringtail.client.ring;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.SubstituteId;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels in the slots of the threads that own them: the id that their events carry, and their current names.
 *
 * <p>In the daemon's pid namespace the id is the kernel's own. In another namespace that id would denote another thread
 * to the daemon: the events carry a {@link SubstituteId} until the daemon has announced the thread's id in its
 * namespace. The thread that takes a slot writes its label; from then on the conductor does.
 */
final class SlotLabels {
    private static final String NOT_OWNED = "(borrowed slot)";

    private final MappedRegion metadata;
    private final Geometry geometry;
    private final boolean ownIds;
    private final ThreadListener onThread;
    private final Map<Integer, Label> labels = new ConcurrentHashMap<>();

    private static final class Label {
        private final WeakReference<Thread> thread;
        private final int tid;
        private volatile String name;

        private Label(Thread thread, int tid) {
            this.thread = new WeakReference<>(thread);
            this.tid = tid;
            this.name = thread.getName();
        }
    }

    SlotLabels(MappedRegion metadata, Geometry geometry, boolean ownIds, ThreadListener onThread) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.ownIds = ownIds;
        this.onThread = onThread;
    }

    boolean hasOwnIds() {
        return ownIds;
    }

    /** Labels a slot that a thread has taken. */
    void add(int slot, Thread thread, int tid) {
        Label label = new Label(thread, tid);
        int id = ownIds ? tid : substitute(slot);
        store(slot, id, label.name);
        labels.put(slot, label);
        onThread.onThread(slot, tid, id, label.name);
    }

    /** Labels a slot that threads borrow, if their own ids cannot be used: they all carry its id. */
    void addShared(int slot) {
        if (!ownIds) {
            store(slot, substitute(slot), NOT_OWNED);
        }
    }

    /** Removes the label of a slot whose thread has ended. */
    void remove(int slot) {
        labels.remove(slot);
        metadata.putIntRelease(at(slot) + ThreadSlotDescriptor.TID_OFFSET, 0);
    }

    /** Returns the current id for an event of a slot's thread. */
    int id(int slot) {
        return metadata.getIntOpaque(at(slot) + ThreadSlotDescriptor.TID_OFFSET);
    }

    /**
     * Sets the id that the daemon has announced for a thread; does nothing if its slot belongs to another thread by
     * now.
     */
    void identify(int slot, int tid, int id) {
        Label label = labels.get(slot);
        if (!ownIds && label != null && label.tid == tid) {
            metadata.putIntRelease(at(slot) + ThreadSlotDescriptor.TID_OFFSET, id);
        }
    }

    /** Reports renamed threads, and again those whose id the daemon has not announced. */
    void renew() {
        labels.forEach((slot, label) -> {
            Thread thread = label.thread.get();
            if (thread == null || !thread.isAlive()) {
                return;
            }
            String name = thread.getName();
            int id = id(slot);
            boolean renamed = !name.equals(label.name);
            if (renamed) {
                label.name = name;
                store(slot, id, name);
            }
            if (renamed || (!ownIds && SubstituteId.isSubstitute(id))) {
                onThread.onThread(slot, label.tid, id, name);
            }
        });
    }

    private int substitute(int slot) {
        int uses = metadata.getInt(at(slot) + ThreadSlotDescriptor.USES_OFFSET);
        metadata.putInt(at(slot) + ThreadSlotDescriptor.USES_OFFSET, uses + 1);
        return SubstituteId.of(slot, uses);
    }

    private int at(int slot) {
        return geometry.threadSlotOffset(slot);
    }

    /** Stores a label: a reader that finds the id finds the name that belongs to it, or a later one. */
    private void store(int slot, int id, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, ThreadSlotDescriptor.NAME_CAPACITY);
        while (length > 0 && length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        metadata.putBytes(at(slot) + ThreadSlotDescriptor.NAME_OFFSET, bytes, 0, length);
        metadata.putInt(at(slot) + ThreadSlotDescriptor.NAME_LENGTH_OFFSET, length);
        metadata.putIntRelease(at(slot) + ThreadSlotDescriptor.TID_OFFSET, id);
    }
}
