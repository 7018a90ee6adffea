package io.ringtail.client.conductor;

import io.ringtail.client.ring.ThreadSlots;
import java.util.concurrent.TimeUnit;

/**
 * Finds slots whose threads have ended, which needs no daemon, and threads that have been renamed: twice a second while
 * threads have slots, rarely otherwise, and at once if a thread found none.
 */
final class SlotSweep {
    private static final long SWEEP_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_SWEEP_PAUSE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long RECLAIM_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long VAIN_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadSlots slots;
    private final Signals signals;
    private boolean swept;
    private long nextSweepNs;
    private boolean pausing;
    private long pauseEndNs;
    private boolean inWant;

    SlotSweep(ThreadSlots slots, Signals signals) {
        this.slots = slots;
        this.signals = signals;
    }

    void doWork(long nowNs) {
        if (pausing && nowNs - pauseEndNs >= 0) {
            pausing = false;
        }
        inWant = false;
        if (signals.shortage() && !pausing) {
            pauseOrWant(nowNs);
        }
        if (!swept || nowNs - nextSweepNs >= 0) {
            reclaim();
            slots.renew();
            swept = true;
            nextSweepNs = nowNs + (slots.areInUse() ? SWEEP_PAUSE_NS : IDLE_SWEEP_PAUSE_NS);
        } else if (nextSweepNs - nowNs > SWEEP_PAUSE_NS && slots.areInUse()) {
            nextSweepNs = nowNs + SWEEP_PAUSE_NS;
        }
    }

    private void pauseOrWant(long nowNs) {
        if (reclaim()) {
            pause(nowNs, RECLAIM_PAUSE_NS);
        } else {
            inWant = true;
        }
    }

    /**
     * Returns whether threads can take slots now, whoever freed them: a thread may report a shortage after slots have
     * been returned.
     */
    private boolean reclaim() {
        slots.reclaim();
        boolean any = slots.areFree();
        if (any) {
            signals.clearShortage();
        }
        return any;
    }

    /**
     * Returns whether a thread found no slot and the last {@link #doWork} could reclaim none: the daemon may have more.
     */
    boolean isShort() {
        return inWant;
    }

    /** Called when the daemon has granted more slots. */
    void onGrant() {
        inWant = false;
        signals.clearShortage();
    }

    /** Called when the daemon has no more slots: the shortage is considered again only after a pause. */
    void askedInVain(long nowNs) {
        inWant = false;
        pause(nowNs, VAIN_PAUSE_NS);
    }

    private void pause(long nowNs, long lengthNs) {
        pausing = true;
        pauseEndNs = nowNs + lengthNs;
    }

    /** Returns the time in ns until there is work without a signal. */
    long leftNs(long nowNs) {
        long leftNs = nextSweepNs - nowNs;
        return pausing && signals.shortage() ? Math.min(leftNs, pauseEndNs - nowNs) : leftNs;
    }
}
