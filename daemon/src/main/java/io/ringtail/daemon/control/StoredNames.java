package io.ringtail.daemon.control;

import io.ringtail.proto.layout.CmdlineDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The threads' names in a buffer file, read back as untrusted bytes; no daemon need be alive. */
public final class StoredNames {
    private static final int SLOTS_AT_ONCE = 512;

    private StoredNames() {}

    /** A saved name. */
    @FunctionalInterface
    interface Entry {
        void onName(int entry, int tid, String name);
    }

    /** The names by thread id: those that were saved, and those of threads that have a slot. */
    public static Map<Integer, String> read(Path file, Geometry geometry) {
        Map<Integer, String> names = new TreeMap<>();
        for (int first = 0; first < geometry.threadSlots(); first += SLOTS_AT_ONCE) {
            readSlots(file, geometry, first, Math.min(SLOTS_AT_ONCE, geometry.threadSlots() - first), names);
        }
        readSaved(file, geometry, (entry, tid, name) -> names.put(tid, name));
        return names;
    }

    /** Tells the saved names in the order of their entries. */
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
                listener.onName(entry, tid, ThreadNames.decode(name, length));
            }
        }
    }

    private static void readSlots(Path file, Geometry geometry, int first, int count, Map<Integer, String> names) {
        ByteBuffer slots =
                FileSection.copy(file, geometry.threadSlotOffset(first), count * ThreadSlotDescriptor.LENGTH);
        byte[] name = new byte[ThreadSlotDescriptor.NAME_CAPACITY];
        for (int slot = 0; slot < count && names.size() < CmdlineDescriptor.ENTRIES; slot++) {
            int at = slot * ThreadSlotDescriptor.LENGTH;
            int tid = slots.getInt(at + ThreadSlotDescriptor.TID_OFFSET);
            int length = slots.getInt(at + ThreadSlotDescriptor.NAME_LENGTH_OFFSET);
            if (tid > 0 && length > 0 && length <= name.length) {
                slots.get(at + ThreadSlotDescriptor.NAME_OFFSET, name);
                names.put(tid, ThreadNames.decode(name, length));
            }
        }
    }
}
