package io.ringtail.daemon.life;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Shows that a thread keeps making progress: it beats once in each iteration of its work, which takes at most a few
 * seconds. One thread beats; any thread may read.
 */
public final class Pulse {
    private static final long MOST_SILENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;
    private final AtomicLong lastNs;

    /** Creates a pulse that has just beaten. */
    public Pulse(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastNs = new AtomicLong(nanoClock.getAsLong());
    }

    /** Records a beat. */
    public void beat() {
        lastNs.setRelease(nanoClock.getAsLong());
    }

    /** Returns the problem; empty while the last beat is less than 10 seconds ago. */
    public String problem() {
        long silenceNs = nanoClock.getAsLong() - lastNs.getAcquire();
        return silenceNs < MOST_SILENCE_NS
                ? ""
                : "it has not completed an iteration for " + TimeUnit.NANOSECONDS.toSeconds(silenceNs) + " s";
    }
}
