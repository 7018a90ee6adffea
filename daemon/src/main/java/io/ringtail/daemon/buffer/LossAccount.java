package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;

/**
 * A reader's exact account of what it has not had.
 *
 * <p>Each slot's {@code base} is the number of events committed to it before the present lap. What a reader has counted
 * of the slot so far, taken from that, is what it has missed there. Events that a full ring dropped are added.
 */
final class LossAccount {
    private final Ring ring;
    private final long[] counted;
    private long droppedSeen;
    private long pending;

    private LossAccount(Ring ring, long droppedSeen) {
        this.ring = ring;
        this.counted = new long[ring.geometry().subbufCount()];
        this.droppedSeen = droppedSeen;
    }

    /** Everything since the ring was made counts. */
    static LossAccount sinceTheBeginning(Ring ring) {
        return new LossAccount(ring, 0);
    }

    /** Events of sub-buffers before {@code first}, and those dropped so far, are somebody else's. */
    static LossAccount since(Ring ring, long first) {
        LossAccount account = new LossAccount(ring, ring.dropped());
        for (int slot = 0; slot < account.counted.length; slot++) {
            account.counted[slot] = eventsBefore(ring, slot, first);
        }
        return account;
    }

    private static long eventsBefore(Ring ring, int slot, long first) {
        while (true) {
            long commit = ring.commitAcquire(slot);
            long sequence = ring.sequence(slot);
            if (sequence >= first && ring.holds(slot, sequence, commit)) {
                return ring.base(slot);
            }
            long events = ring.eventsOf(slot, commit);
            if (ring.commitAcquire(slot) == commit && ring.sequence(slot) == sequence) {
                return events;
            }
        }
    }

    /** A page is entered: what its slot took in since the reader was last there, and did not count, was lost. */
    void enter(int slot, long base) {
        pending += Math.max(0, base - counted[slot]);
        counted[slot] = base;
        addDropped();
    }

    /** Events of a slot's present page were read. */
    void count(int slot, int events) {
        counted[slot] += events;
    }

    /** In discard mode, adds what was dropped since the last look. */
    void addDropped() {
        if (ring.mode() == BufferMode.DISCARD) {
            long dropped = ring.dropped();
            pending += Math.max(0, dropped - droppedSeen);
            droppedSeen = dropped;
        }
    }

    /** Events lost, and not yet told. */
    long pending() {
        return pending;
    }

    /** Some of the loss has been told. */
    void told(long events) {
        pending -= events;
    }
}
