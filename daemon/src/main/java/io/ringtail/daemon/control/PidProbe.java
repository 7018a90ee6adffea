package io.ringtail.daemon.control;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The question whether a pid is anybody's at all, in this process's pid namespace.
 *
 * <p>A missing entry below {@code /proc} is no answer: mounted with {@code hidepid}, it leaves out what belongs to others.
 * The kernel's own answer is getpriority(2), which needs no permission and whose one failure is ESRCH. Where it cannot be
 * asked, {@code /proc} is believed if it is mounted without {@code hidepid}.
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

    /** A probe of this process's own namespace. */
    static PidProbe using(@Nullable LibC found, Path proc) {
        // A filter of system calls may forbid this one, which would look like no process.
        boolean answers =
                found != null && priority(found, (int) ProcessHandle.current().pid()) > 0;
        return new PidProbe(answers ? found : null, showsAll(proc));
    }

    /** Whether there is certainly no such process. To be asked where {@code /proc} has no entry for it. */
    boolean isGone(int pid) {
        LibC asked = libC;
        return asked == null ? procShowsAll : priority(asked, pid) == NOT_FOUND;
    }

    private static long priority(LibC libC, int pid) {
        return libC.syscall(SystemCalls.GETPRIORITY, OF_A_PROCESS, pid, 0);
    }

    /** Whether this {@code /proc} has an entry for each process, as far as its mount's options say. */
    private static boolean showsAll(Path proc) {
        try {
            // The last mount of a place is the one that is seen.
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
