package io.ringtail.daemon.life;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A thread's sign that it still gets around: it beats once in each turn of its work, which takes it a second at most.
 * One thread beats; any may ask.
 */
public final class Pulse {
    private static final long MOST_SILENCE_NS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;
    private final AtomicLong lastNs;

    /** A pulse that counts as having beaten now. */
    public Pulse(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastNs = new AtomicLong(nanoClock.getAsLong());
    }

    /** Beats. */
    public void beat() {
        lastNs.setRelease(nanoClock.getAsLong());
    }

    /** What is wrong; empty while the last beat is less than 10 seconds ago. */
    public String problem() {
        long silenceNs = nanoClock.getAsLong() - lastNs.getAcquire();
        return silenceNs < MOST_SILENCE_NS
                ? ""
                : "it has not finished a turn of its work for " + TimeUnit.NANOSECONDS.toSeconds(silenceNs) + " s";
    }
}
