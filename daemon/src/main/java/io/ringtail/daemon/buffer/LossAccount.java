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

    private static final long EVENTS_MASK = 0xffff_ffffL;
    /** At a slot's words, until they are of one moment: a writer would have to be at each time. */
    private static final int MOST_LOOKS = 1000;

    private final Ring ring;
    private final long[] counted;
    /** The sum of what is counted. */
    private long seen;

    private long droppedSeen;
    private long overwritten;
    private long dropped;
    private long unreadable;
    private long stalled;
    private long toldDropped;
    private long toldUnreadable;
    private long toldStalled;

    private LossAccount(Ring ring) {
        this.ring = ring;
        this.counted = new long[ring.geometry().subbufCount()];
        this.droppedSeen = ring.dropped();
    }

    /**
     * Everything since the ring was made counts: events of sub-buffers before {@code first}, and those dropped so far, are
     * lost, and told before anything else.
     */
    static LossAccount sinceTheBeginning(Ring ring, long first) {
        LossAccount account = since(ring, first);
        for (long events : account.counted) {
            account.overwritten += plausible(events);
        }
        account.dropped = plausible(account.droppedSeen);
        return account;
    }

    /** Events of sub-buffers before {@code first}, and those dropped so far, are somebody else's. */
    static LossAccount since(Ring ring, long first) {
        LossAccount account = new LossAccount(ring);
        for (int slot = 0; slot < account.counted.length; slot++) {
            account.counted[slot] = eventsBefore(ring, slot, first);
            account.seen += account.counted[slot];
        }
        return account;
    }

    /** Of the events counted so far, and of those dropped, only so many were had or told: the rest is lost. */
    void owe(long eventsHad, long droppedTold) {
        overwritten = plausible(seen - eventsHad);
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

    private static long eventsBefore(Ring ring, int slot, long first) {
        for (int look = 0; ; look++) {
            long commit = ring.commitAcquire(slot);
            long sequence = ring.sequence(slot);
            boolean holds = ring.holds(slot, sequence, commit);
            if (sequence >= first && holds) {
                return ring.base(slot);
            }
            long events = holds ? ring.eventsOf(slot, commit) : eventsBeforeOpening(ring, slot, first, commit);
            boolean still = ring.commitAcquire(slot) == commit && ring.sequence(slot) == sequence;
            if ((still && events >= 0) || look == MOST_LOOKS) {
                return Math.max(0, events);
            }
        }
    }

    /**
     * The same of a slot whose words tell of no sub-buffer: nobody has entered it, or who opens it has not stored them yet,
     * but others may have committed events behind it already. Then its intent knows; -1 where it has just stored them.
     */
    private static long eventsBeforeOpening(Ring ring, int slot, long first, long commit) {
        int units = RingGeometry.committedUnits(commit);
        if (units == 0 || units == ring.geometry().units()) {
            return ring.eventsOf(slot, commit);
        }
        long subbuf = ring.subbufOfLap(slot, commit, ring.current());
        long base = ring.baseOfOpener(subbuf);
        return base < 0 || subbuf >= first ? base : Ring.eventsAfter(base, commit);
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
        long events = (RingGeometry.committedEvents(commit) - counted[slot]) & EVENTS_MASK;
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
        return overwritten + dropped + unreadable + stalled;
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
