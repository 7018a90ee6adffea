package io.ringtail.cli.doctor;

import io.ringtail.daemon.buffer.MemoryRoom;
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
     * @param memory what the daemon may still take
     */
    public static void check(
            Path directory,
            long ringBytes,
            long online,
            long possible,
            boolean inFile,
            MemoryRoom memory,
            Findings findings) {
        findings.ok(
                "memory: " + mebibytes(ringBytes) + " a CPU, " + mebibytes(ringBytes * online) + " for the " + online
                        + " that have been online, " + mebibytes(ringBytes * possible) + " for the " + possible
                        + " possible (--buffer-size)");
        long needed = ringBytes * (possible - online);
        if (inFile) {
            room(directory, needed, findings);
        }
        if (!inFile || isInMemory(directory)) {
            memory.least().ifPresent(least -> memory(least, needed, findings));
        }
    }

    private static boolean isInMemory(Path directory) {
        try {
            return Files.getFileStore(directory).type().equals(MEMORY);
        } catch (IOException unknown) {
            return false;
        }
    }

    private static void memory(MemoryRoom.Limit least, long needed, Findings findings) {
        String free = "room: " + mebibytes(Math.max(0, least.free())) + " of memory free (" + least.text() + ")";
        if (least.free() < needed) {
            findings.note(free + ", but the CPUs that are possible and not online yet would need " + mebibytes(needed)
                    + ": one that finds no room stays offline; if they may come, raise the limit, or start the daemon"
                    + " with a smaller --buffer-size");
        } else {
            findings.ok(free);
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
