package io.ringtail.daemon.wake;

import io.ringtail.daemon.life.Moments;
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
    /** Whether a ring that wakes it has moved. */
    private boolean moved;

    private boolean wholeOnly;
    private long dueNs;

    Sleeper(LoopWatch watch, BitSet cpus, Runnable wake) {
        this.watch = watch;
        this.cpus = (BitSet) cpus.clone();
        this.wake = wake;
    }

    /**
     * Goes to sleep, in the task in which a poll has found nothing: the wake-up comes once, on the event loop.
     *
     * @param mostNs the longest time to sleep if no ring moves; a quarter of a second more if it is long
     * @param whole whether it is woken only when the writers of a ring leave a sub-buffer, instead of by any movement
     */
    public void sleep(long nowNs, long mostNs, boolean whole) {
        asleep = true;
        moved = false;
        wholeOnly = whole;
        dueNs = mostNs < LONG_NS ? nowNs + mostNs : Moments.next(nowNs + mostNs, BUNCH_NS);
        watch.wanted(wants());
    }

    /** Stays awake: it will go to sleep again. */
    public void rise() {
        asleep = false;
    }

    /** Takes note of what has moved. */
    void note(BitSet anyMoved, BitSet turned) {
        moved |= asleep && cpus.intersects(wholeOnly ? turned : anyMoved);
    }

    /** Wakes the receiver if one of its rings has moved, or its time has come. */
    void wakeIfDue(long nowNs) {
        if (asleep && (moved || nowNs >= dueNs)) {
            asleep = false;
            wake.run();
        }
    }

    Wants wants() {
        return asleep ? new Wants(!wholeOnly, wholeOnly, moved ? Wants.NOW : dueNs) : Wants.NOTHING;
    }

    /** Gives up the place. */
    @Override
    public void close() {
        asleep = false;
        watch.remove(this);
    }
}
