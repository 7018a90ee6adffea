package io.ringtail.daemon.control;

import io.ringtail.proto.layout.CmdlineDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The names and processes of threads in a buffer file, read back as untrusted bytes; no daemon need be alive. */
public final class StoredNames {
    private static final int SLOTS_AT_ONCE = 512;

    private StoredNames() {}

    /** Receives a saved thread. */
    @FunctionalInterface
    interface Entry {
        void onThread(int entry, int tid, SavedThread thread);
    }

    /** Returns the threads by id: those that were saved, and those that have a slot. */
    public static Map<Integer, SavedThread> read(Path file, Geometry geometry) {
        Map<Integer, SavedThread> threads = new TreeMap<>();
        int[] pids = StoredClients.pids(file, geometry);
        for (int first = 0; first < geometry.threadSlots(); first += SLOTS_AT_ONCE) {
            readSlots(file, geometry, first, Math.min(SLOTS_AT_ONCE, geometry.threadSlots() - first), pids, threads);
        }
        readSaved(file, geometry, (entry, tid, thread) -> threads.put(tid, thread));
        return threads;
    }

    /** Passes on the saved threads in the order of their entries. */
    static void readSaved(Path file, Geometry geometry, Entry listener) {
        ByteBuffer entries =
                FileSection.copy(file, geometry.cmdlinesOffset(), CmdlineDescriptor.ENTRIES * CmdlineDescriptor.LENGTH);
        byte[] name = new byte[CmdlineDescriptor.NAME_CAPACITY];
        for (int entry = 0; entry < CmdlineDescriptor.ENTRIES; entry++) {
            int at = entry * CmdlineDescriptor.LENGTH;
            int tid = entries.getInt(at + CmdlineDescriptor.TID_OFFSET);
            int length = entries.getInt(at + CmdlineDescriptor.NAME_LENGTH_OFFSET);
            if (tid > 0 && length >= 0 && length <= CmdlineDescriptor.NAME_CAPACITY) {
                entries.get(at + CmdlineDescriptor.NAME_OFFSET, name);
                int pid = Math.max(0, entries.getInt(at + CmdlineDescriptor.PID_OFFSET));
                listener.onThread(entry, tid, new SavedThread(pid, ThreadNames.decode(name, length)));
            }
        }
    }

    private static void readSlots(
            Path file, Geometry geometry, int first, int count, int[] pids, Map<Integer, SavedThread> threads) {
        ByteBuffer slots =
                FileSection.copy(file, geometry.threadSlotOffset(first), count * ThreadSlotDescriptor.LENGTH);
        byte[] name = new byte[ThreadSlotDescriptor.NAME_CAPACITY];
        for (int slot = 0; slot < count && threads.size() < CmdlineDescriptor.ENTRIES; slot++) {
            int at = slot * ThreadSlotDescriptor.LENGTH;
            int tid = slots.getInt(at + ThreadSlotDescriptor.TID_OFFSET);
            int length = slots.getInt(at + ThreadSlotDescriptor.NAME_LENGTH_OFFSET);
            if (tid > 0 && length > 0 && length <= name.length) {
                slots.get(at + ThreadSlotDescriptor.NAME_OFFSET, name);
                int owner = slots.getInt(at + ThreadSlotDescriptor.OWNER_OFFSET);
                int pid = owner > 0 && owner <= pids.length ? pids[owner - 1] : 0;
                threads.put(tid, new SavedThread(pid, ThreadNames.decode(name, length)));
            }
        }
    }
}
