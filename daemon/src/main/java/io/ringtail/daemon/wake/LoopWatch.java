package io.ringtail.daemon.wake;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * The sleepers of one event loop, and what its rings looked like when they were last told. The watch's thread calls
 * {@link #look} and {@link #isWatching}, the event loop everything else.
 *
 * <p>All sleepers of a loop are woken by one task, which the watch's thread hands over. Until it has run, there is no
 * other, and the words seen do not change: a movement in the meantime remains to be noticed. The same is true while
 * nobody sleeps.
 */
final class LoopWatch {
    private final Executor loop;
    private final LongSupplier clock;
    private final Runnable stir;
    private final List<Sleeper> sleepers = new ArrayList<>();
    private final Marks seen;
    /** Written by the watch's thread before a hand-over, and read by the task: {@link #handedOver} alternates them. */
    private final BitSet moved = new BitSet();

    private final BitSet turned = new BitSet();
    private volatile boolean handedOver;
    private volatile Wants wants = Wants.NOTHING;
    private boolean waking;

    /**
     * Creates a loop's watch.
     *
     * @param loop runs one task at a time, in the order in which they were handed over
     * @param stir makes the watch's thread look again, if it has ceased to
     */
    LoopWatch(Executor loop, int possibleCpus, LongSupplier clock, Runnable stir) {
        this.loop = loop;
        this.clock = clock;
        this.stir = stir;
        this.seen = new Marks(possibleCpus);
    }

    /** Adds a receiver, which is awake. */
    Sleeper add(BitSet cpus, Runnable wake) {
        Sleeper sleeper = new Sleeper(this, cpus, wake);
        sleepers.add(sleeper);
        return sleeper;
    }

    void remove(Sleeper sleeper) {
        sleepers.remove(sleeper);
        wantAll();
    }

    /** Notes the wishes of a receiver that has gone to sleep. */
    void wanted(Wants more) {
        if (!waking) {
            wants = wants.and(more);
            stir.run();
        }
    }

    private void wantAll() {
        if (!waking) {
            Wants all = Wants.NOTHING;
            for (Sleeper sleeper : sleepers) {
                all = all.and(sleeper.wants());
            }
            wants = all;
            stir.run();
        }
    }

    /** Whether a look is of use. */
    boolean isWatching() {
        return !handedOver && wants.any();
    }

    /**
     * Compares the rings with what was seen at the last hand-over, and hands over if that wakes somebody.
     *
     * @return whether it did because of a movement
     */
    boolean look(Marks now, long nowNs) {
        Wants wanted = wants;
        if (handedOver || !wanted.any()) {
            return false;
        }
        now.compare(seen, moved, turned);
        boolean moves = (wanted.moved() && !moved.isEmpty()) || (wanted.turned() && !turned.isEmpty());
        if (moves || nowNs >= wanted.dueNs()) {
            seen.set(now);
            handOver();
        }
        return moves;
    }

    private void handOver() {
        handedOver = true;
        try {
            loop.execute(this::wakeUp);
        } catch (RejectedExecutionException stopped) {
            // The loop has ended, and its receivers with it: it stays handed over, and is not looked at again.
        }
    }

    private void wakeUp() {
        long nowNs = clock.getAsLong();
        waking = true;
        try {
            for (Sleeper sleeper : sleepers) {
                sleeper.note(moved, turned);
            }
            // One that is woken may give up its place, and others theirs: those before it remain before it.
            for (int i = sleepers.size() - 1; i >= 0; i = Math.min(i, sleepers.size()) - 1) {
                sleepers.get(i).wakeIfDue(nowNs);
            }
        } finally {
            waking = false;
            handedOver = false;
            wantAll();
        }
    }
}
