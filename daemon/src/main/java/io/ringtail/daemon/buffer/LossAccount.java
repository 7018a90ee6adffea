package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;

/**
 * A reader's exact account of what it has not had, by cause: overwritten before it came, dropped for want of room,
 * unreadable in a page that it has read, or begun by a writer that has stopped.
 *
 * <p>Each slot's {@code base} is the number of events committed to it before the present lap. What a reader has counted
 * of the slot so far, taken from that, is what was overwritten there. The words are clients' to spoil: a step that no
 * number of laps can make is taken over, and not counted.
 */
final class LossAccount {
    /** No ring loses more between two looks. */
    private static final long MOST_AT_ONCE = 1L << 40;

    private final Ring ring;
    private final long[] counted;
    /** The sum of what is counted. */
    private long seen;

    private long droppedSeen;
    /** Negative where a receiver that came again had more than was counted when it came. */
    private long overwritten;

    private long dropped;
    private long unreadable;
    private long stalled;
    private long toldDropped;
    private long toldUnreadable;
    private long toldStalled;

    private LossAccount(Ring ring, long[] counted) {
        this.ring = ring;
        this.counted = counted;
        this.droppedSeen = ring.dropped();
        for (long events : counted) {
            seen += events;
        }
    }

    /**
     * Everything since the ring was made counts: events of sub-buffers before {@code first}, and those dropped so far, are
     * lost, and told before anything else.
     */
    static LossAccount sinceTheBeginning(Ring ring, long first) {
        LossAccount account = new LossAccount(ring, FirstCounts.of(ring, first).least());
        for (long events : account.counted) {
            account.overwritten += plausible(events);
        }
        account.dropped = plausible(account.droppedSeen);
        return account;
    }

    /** Events of sub-buffers before {@code first}, and those dropped so far, are somebody else's. */
    static LossAccount since(Ring ring, long first) {
        return new LossAccount(ring, FirstCounts.of(ring, first).most());
    }

    /**
     * The account of a receiver that comes again: {@link #owe} says how much of what was there before {@code first}, and of
     * what was dropped so far, it has had.
     */
    static LossAccount resumed(Ring ring, long first) {
        return new LossAccount(ring, FirstCounts.of(ring, first).least());
    }

    /**
     * Of the events counted so far, and of those dropped, only so many were had or told: the rest is lost. Where more were
     * had than are counted so far, the next ones to be counted are those.
     */
    void owe(long eventsHad, long droppedTold) {
        long owed = seen - eventsHad;
        overwritten = owed < -MOST_AT_ONCE ? 0 : Math.min(owed, 0) + plausible(owed);
        dropped = plausible(droppedSeen - droppedTold);
    }

    /** Events counted, without those lost that have not been told. */
    long eventsHad() {
        return seen - overwritten - unreadable - stalled;
    }

    /** Events dropped that have been told, or were somebody else's. */
    long droppedTold() {
        return droppedSeen - dropped;
    }

    /** A page is entered: what its slot took in since the reader was last there, and did not count, was overwritten. */
    void enter(int slot, long base) {
        overwritten += plausible(base - counted[slot]);
        seen += base - counted[slot];
        counted[slot] = base;
        addDropped();
    }

    /** Events of a slot's present page were read. */
    void count(int slot, int events) {
        counted[slot] += events;
        seen += events;
    }

    /**
     * An event of a slot's present page is passed over, since its writer is stopped: when it is committed, it has been
     * counted.
     *
     * @param told whether it is told as lost, and not only counted
     */
    void pass(int slot, boolean told) {
        count(slot, 1);
        stalled += told ? 1 : 0;
    }

    /**
     * A page was read to its end: events that were committed to it and were not found there are unreadable.
     *
     * @param commit the slot's word when it was complete
     */
    void leave(int slot, long commit) {
        long events = (RingGeometry.committedEvents(commit) - counted[slot]) & Ring.EVENTS_MASK;
        if (events <= ring.geometry().units()) {
            unreadable += events;
            count(slot, (int) events);
        }
    }

    /** Adds what was dropped since the last look. */
    void addDropped() {
        long now = ring.dropped();
        dropped += plausible(now - droppedSeen);
        droppedSeen = now;
    }

    private static long plausible(long events) {
        return events < 0 || events > MOST_AT_ONCE ? 0 : events;
    }

    /** Events lost, and not yet told. */
    long pending() {
        return Math.max(0, overwritten) + dropped + unreadable + stalled;
    }

    /** Some of the loss is told: those dropped first, then those unreadable, then those of stopped writers. */
    void told(long events) {
        toldDropped = Math.min(events, dropped);
        toldUnreadable = Math.min(events - toldDropped, unreadable);
        dropped -= toldDropped;
        toldStalled = Math.min(events - toldDropped - toldUnreadable, stalled);
        unreadable -= toldUnreadable;
        stalled -= toldStalled;
        overwritten -= events - toldDropped - toldUnreadable - toldStalled;
    }

    /** Of the events told last, those that were dropped. */
    long toldDropped() {
        return toldDropped;
    }

    /** Of the events told last, those that were unreadable. */
    long toldUnreadable() {
        return toldUnreadable;
    }

    /** Of the events told last, those that stopped writers have begun. */
    long toldStalled() {
        return toldStalled;
    }
}
