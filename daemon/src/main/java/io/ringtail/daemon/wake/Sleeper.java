package io.ringtail.daemon.wake;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/** One receiver's place in its event loop's watch. For the event loop. */
public final class Sleeper implements AutoCloseable {
    /** Long rests end at multiples of this, so that many receivers are woken at once. */
    private static final long BUNCH_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** The shortest rest that ends so. */
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(1);

    private final LoopWatch watch;
    private final BitSet cpus;
    private final Runnable wake;
    private boolean asleep;
    /** Whether a ring moved before {@link #notBeforeNs}. */
    private boolean moved;

    private boolean wholeOnly;
    private long notBeforeNs;
    private long dueNs;

    Sleeper(LoopWatch watch, BitSet cpus, Runnable wake) {
        this.watch = watch;
        this.cpus = (BitSet) cpus.clone();
        this.wake = wake;
    }

    /**
     * Goes to sleep, in the task in which a poll has found nothing: the wake-up comes once, on the event loop.
     *
     * @param pauseNs the least time to sleep
     * @param mostNs the longest time to sleep if no ring moves; a quarter of a second more if it is long
     * @param whole whether it is woken only when the writers of a ring leave a sub-buffer, instead of by any movement
     */
    public void sleep(long nowNs, long pauseNs, long mostNs, boolean whole) {
        asleep = true;
        moved = false;
        wholeOnly = whole;
        notBeforeNs = nowNs + pauseNs;
        dueNs = due(nowNs + Math.max(pauseNs, mostNs), mostNs);
        watch.wanted(wants());
    }

    private static long due(long atNs, long mostNs) {
        return mostNs < LONG_NS ? atNs : atNs + BUNCH_NS - Math.floorMod(atNs, BUNCH_NS);
    }

    /** Stays awake: it will go to sleep again. */
    public void rise() {
        asleep = false;
    }

    /** Takes note of what has moved. */
    void note(BitSet anyMoved, BitSet turned) {
        moved |= asleep && cpus.intersects(wholeOnly ? turned : anyMoved);
    }

    /** Wakes the receiver if it is time to. */
    void wakeIfDue(long nowNs) {
        if (asleep && nowNs >= (moved ? notBeforeNs : dueNs)) {
            asleep = false;
            wake.run();
        }
    }

    Wants wants() {
        if (!asleep) {
            return Wants.NOTHING;
        }
        return new Wants(
                wholeOnly || moved ? Wants.NEVER : notBeforeNs,
                wholeOnly && !moved ? notBeforeNs : Wants.NEVER,
                moved ? notBeforeNs : dueNs);
    }

    /** Gives up the place. */
    @Override
    public void close() {
        asleep = false;
        watch.remove(this);
    }
}
