package io.ringtail.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A progress line on a terminal's standard error, overwritten as work proceeds; silent if there is no terminal. */
final class Progress {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MEGABYTE = 1e6;

    private final PrintWriter err;
    private final boolean terminal = isTerminal();
    private final long startNs = System.nanoTime();
    private long lastNs;
    private boolean shown;

    Progress(PrintWriter err) {
        this.err = err;
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Shows the progress, at a limited rate. */
    void show(long nowNs, long events, long bytes, long lost) {
        if (terminal && nowNs - lastNs > EVERY_NS) {
            lastNs = nowNs;
            shown = true;
            err.print("\r" + text(events, bytes, lost) + "\u001b[K");
            err.flush();
        }
    }

    /** The text of the progress line. */
    String text(long events, long bytes, long lost) {
        return String.format(
                Locale.ROOT,
                "%,d events, %.1f MB in %.1f s, %,d lost",
                events,
                bytes / MEGABYTE,
                (System.nanoTime() - startNs) / NS_PER_SECOND,
                lost);
    }

    /** Ends the line. */
    void end() {
        if (shown) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
