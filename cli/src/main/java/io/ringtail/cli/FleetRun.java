package io.ringtail.cli;

import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.fleet.ReadCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads a fleet's topics until they end, the time is over, or the user asks for the end. */
final class FleetRun {
    private static final long PRESENT_LIMIT_S = 30;

    private final PrintWriter err;

    FleetRun(PrintWriter err) {
        this.err = err;
    }

    /** Prints a line about what is wrong. */
    Consumer<String> notices() {
        return notice -> say(Problems.oneLine(notice));
    }

    private void say(String line) {
        synchronized (err) {
            err.println("ringtail: " + line);
            err.flush();
        }
    }

    /**
     * Reads to the end.
     *
     * @param durationNs how long; what the topics have then is read, for half a minute at most; {@link Long#MAX_VALUE} for
     *     no limit
     * @param onEnd called when the user asks for the end
     */
    void read(FleetReading reading, long durationNs, Runnable onEnd) throws IOException {
        EndSignals.onFirst(() -> {
            onEnd.run();
            reading.end();
        });
        Thread timer = new Thread(
                () -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(durationNs);
                        reading.endAtPresent();
                        TimeUnit.SECONDS.sleep(PRESENT_LIMIT_S);
                        reading.end();
                    } catch (InterruptedException ended) {
                        // The reading has ended before.
                    }
                },
                "duration");
        timer.setDaemon(true);
        if (durationNs != Long.MAX_VALUE) {
            timer.start();
        }
        try {
            reading.run();
        } finally {
            timer.interrupt();
        }
    }

    /** Prints what was read. */
    void summarize(ReadCounts counts, String where) {
        say(String.format(
                Locale.ROOT,
                "%,d events of %,d hosts in %,d records, %,d lost%s%s%s; each host's clocks were read within %.1f us%s",
                counts.events(),
                counts.hosts(),
                counts.records(),
                counts.lost(),
                text(counts.missing(), " of these missing in the topic"),
                text(counts.duplicates(), " duplicates dropped"),
                text(counts.malformed(), " malformed records passed over"),
                counts.clockErrorNs() / 1e3,
                where));
    }

    private static String text(long count, String what) {
        return count == 0 ? "" : String.format(Locale.ROOT, ", %,d%s", count, what);
    }
}
