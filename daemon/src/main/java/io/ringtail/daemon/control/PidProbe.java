package io.ringtail.daemon.control;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Determines whether a pid belongs to any process, in this process's pid namespace.
 *
 * <p>A missing entry below {@code /proc} proves nothing: with {@code hidepid}, it omits other users' processes. The
 * kernel answers through getpriority(2), which needs no permission and fails only with ESRCH. If that is unavailable,
 * {@code /proc} is trusted if it is mounted without {@code hidepid}.
 */
final class PidProbe {
    private static final int OF_A_PROCESS = 0;
    private static final long NOT_FOUND = -1;

    private final @Nullable LibC libC;
    private final boolean procShowsAll;

    private PidProbe(@Nullable LibC libC, boolean procShowsAll) {
        this.libC = libC;
        this.procShowsAll = procShowsAll;
    }

    /** Creates a probe of this process's own namespace. */
    static PidProbe using(@Nullable LibC found, Path proc) {
        // A system call filter may forbid this call, which would look as if there were no process.
        boolean answers =
                found != null && priority(found, (int) ProcessHandle.current().pid()) > 0;
        return new PidProbe(answers ? found : null, showsAll(proc));
    }

    /** Returns whether there is certainly no such process. Call this if {@code /proc} has no entry for it. */
    boolean isGone(int pid) {
        LibC asked = libC;
        return asked == null ? procShowsAll : priority(asked, pid) == NOT_FOUND;
    }

    private static long priority(LibC libC, int pid) {
        return libC.syscall(SystemCalls.GETPRIORITY, OF_A_PROCESS, pid, 0);
    }

    /** Returns whether this {@code /proc} has an entry for each process, according to its mount options. */
    private static boolean showsAll(Path proc) {
        try {
            // The last mount on a path is the visible one.
            return Files.readAllLines(proc.resolve("self/mounts"), StandardCharsets.ISO_8859_1).stream()
                    .map(mount -> mount.split(" ", -1))
                    .filter(fields -> fields.length > 3 && fields[1].equals(proc.toString()))
                    .reduce((before, last) -> last)
                    .map(fields -> !fields[3].contains("hidepid=") || fields[3].contains("hidepid=off"))
                    .orElse(false);
        } catch (IOException e) {
            return false;
        }
    }
}
