package io.ringtail.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The examination of the memory that rings take, and of the room for those of CPUs that are yet to come online. */
public final class RoomCheck {
    private static final int MEBI = 20;
    private static final String MEMORY = "tmpfs";

    private RoomCheck() {}

    /**
     * Adds the bill and the room.
     *
     * @param ringBytes bytes of one CPU's ring
     * @param online CPUs that have a ring
     * @param possible CPUs that may get one
     * @param inFile whether the rings are in a file of the directory
     */
    public static void check(
            Path directory, long ringBytes, long online, long possible, boolean inFile, Findings findings) {
        findings.ok(
                "memory: " + mebibytes(ringBytes) + " a CPU, " + mebibytes(ringBytes * online) + " for the " + online
                        + " that have been online, " + mebibytes(ringBytes * possible) + " for the " + possible
                        + " possible (--buffer-size)");
        if (inFile) {
            room(directory, ringBytes * (possible - online), findings);
        }
    }

    private static void room(Path directory, long needed, Findings findings) {
        try {
            FileStore store = Files.getFileStore(directory);
            String free =
                    "room: " + mebibytes(store.getUsableSpace()) + " free in " + directory + " (" + store.type() + ")";
            if (store.getUsableSpace() < needed) {
                findings.problem(free + ", but the CPUs that are not online yet need " + mebibytes(needed)
                        + ": make room there, or start the daemon with a smaller --buffer-size");
            } else if (!store.type().equals(MEMORY)) {
                findings.note(free + ": the kernel writes events to that disk; use a directory in memory, as in /run or"
                        + " /dev/shm");
            } else {
                findings.ok(free);
            }
        } catch (IOException e) {
            findings.note("room: not known: " + e.getMessage());
        }
    }

    private static String mebibytes(long bytes) {
        return bytes >> MEBI << MEBI == bytes || bytes >> MEBI > 9 ? (bytes >> MEBI) + " MB" : (bytes >> 10) + " KB";
    }
}
