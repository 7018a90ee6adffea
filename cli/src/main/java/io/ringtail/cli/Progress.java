package io.ringtail.cli;

import io.ringtail.cli.live.TerminalMode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A progress line on a terminal's standard error, overwritten as work proceeds; silent if there is no terminal. */
final class Progress {
    private static final int STANDARD_ERROR = 2;
    private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MEGABYTE = 1e6;

    private final PrintWriter err;
    private final boolean terminal = TerminalMode.isTerminal(STANDARD_ERROR);
    private final long startNs = System.nanoTime();
    private long lastNs;
    private boolean shown;

    Progress(PrintWriter err) {
        this.err = err;
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
