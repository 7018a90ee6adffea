package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;

/**
 * A reader's exact account of the events it has not received, by cause: overwritten before they were read, dropped for
 * lack of room, unreadable in a page that it has read, or begun by a writer that has stopped.
 *
 * <p>Each slot's {@code base} is the number of events committed to it before the current lap. Subtracting what the
 * reader has counted in the slot so far gives the number of events overwritten there. Clients can corrupt the words: a
 * step that no number of laps can cause is adopted, but not counted.
 */
final class LossAccount {
    /** No ring loses more events than this between two reads. */
    private static final long MOST_AT_ONCE = 1L << 40;

    private final ReaderRing ring;
    private final long[] counted;
    /** The sum of {@link #counted}. */
    private long seen;

    private long droppedSeen;
    /** Negative if the receiver has received, or does not want, more than is counted. */
    private long overwritten;

    private long dropped;
    private long unreadable;
    private long stalled;
    /** The events of former rings that the receiver has had, and the dropped ones of these that have been reported. */
    private long eventsBefore;

    private long droppedBefore;

    private LossAccount(ReaderRing ring, long[] counted) {
        this.ring = ring;
        this.counted = counted;
        this.droppedSeen = ring.dropped();
        for (long events : counted) {
            seen += events;
        }
    }

    /**
     * Creates an account of everything since the ring was created: events of sub-buffers before {@code first}, and
     * those dropped so far, are lost, and reported first.
     */
    static LossAccount sinceTheBeginning(ReaderRing ring, long first) {
        LossAccount account = new LossAccount(ring, FirstCounts.of(ring, first).least());
        for (long events : account.counted) {
            account.overwritten += plausible(events);
        }
        account.dropped = plausible(account.droppedSeen);
        return account;
    }

    /** Creates an account that excludes events of sub-buffers before {@code first}, and those dropped so far. */
    static LossAccount since(ReaderRing ring, long first) {
        return new LossAccount(ring, FirstCounts.of(ring, first).most());
    }

    /** Creates an account that excludes the events that are committed by now; {@code first} is the newest sub-buffer. */
    static LossAccount sinceNow(ReaderRing ring, long first) {
        LossAccount account = since(ring, first);
        long commit = ring.commitAcquire(first);
        if (RingGeometry.committedLap(commit) == ring.geometry().lap(first)) {
            account.overwritten -= account.uncounted(ring.geometry().slot(first), commit);
        }
        return account;
    }

    /**
     * Creates the account of a resumed receiver: {@link #owe} sets how many of the events before {@code first}, and of
     * those dropped so far, it has received, or knows to be lost.
     */
    static LossAccount resumed(ReaderRing ring, long first) {
        return new LossAccount(ring, FirstCounts.of(ring, first).least());
    }

    /**
     * Records how many of the events counted so far, and of those dropped, were received or reported: the rest is lost.
     * If more were received than are counted so far, the next events to be counted are those.
     */
    void owe(long eventsHad, long droppedTold) {
        long owed = seen - eventsHad;
        overwritten = owed < -MOST_AT_ONCE ? 0 : Math.min(owed, 0) + plausible(owed);
        dropped = plausible(droppedSeen - droppedTold);
    }

    /** Counts events that were read from a slot's current page, and are not wanted. */
    void skip(int slot, int events) {
        overwritten += Math.min(events, Math.max(0, -overwritten));
        count(slot, events);
    }

    /** Sets what former rings have counted when this account begins. */
    void begin(long events, long droppedEvents) {
        eventsBefore = events;
        droppedBefore = droppedEvents;
    }

    /**
     * Continues the account of the ring before, which has been read to its end: what was committed there and not seen is
     * lost. A reader passes a sub-buffer without its events where units are owed that nobody will ever commit.
     */
    void follow(LossAccount last) {
        long unseen = plausible(new RingSums(last.ring).written() - last.seen);
        begin(last.eventsHad() + unseen, last.droppedTold());
        addPast(unseen);
    }

    /** Adds events that were lost with rings which this one has replaced. */
    void addPast(long events) {
        overwritten += plausible(events);
    }

    /** Returns the events counted, those of former rings included, without lost events that have not been reported. */
    long eventsHad() {
        return eventsBefore + seen - overwritten - unreadable - stalled;
    }

    /** Returns the dropped events that have been reported, or belong to other readers. */
    long droppedTold() {
        return droppedBefore + droppedSeen - dropped;
    }

    /**
     * Enters a page: events that its slot received since the reader's last visit, and that were not counted, were
     * overwritten.
     */
    void enter(int slot, long base) {
        overwritten += plausible(base - counted[slot]);
        seen += base - counted[slot];
        counted[slot] = base;
        addDropped();
    }

    /** Counts events that were read from a slot's current page. */
    void count(int slot, int events) {
        counted[slot] += events;
        seen += events;
    }

    /**
     * Passes over an event of a slot's current page because its writer is stopped: it is counted before it is
     * committed.
     *
     * @param told whether it is reported as lost, rather than only counted
     */
    void pass(int slot, boolean told) {
        count(slot, 1);
        stalled += told ? 1 : 0;
    }

    /**
     * Leaves a page that was read to its end: events that were committed to it and not found there are unreadable. If
     * the receiver has had more than is counted so far, it knows of them.
     *
     * @param commit the slot's word; more events of the page may be committed later
     */
    void leave(int slot, long commit) {
        int events = uncounted(slot, commit);
        long known = Math.min(events, Math.max(0, -overwritten));
        overwritten += known;
        unreadable += events - known;
        count(slot, events);
    }

    /**
     * Returns the number of events that are committed to a slot and not counted; 0 if it is not plausible.
     *
     * @param commit the slot's word
     */
    int uncounted(int slot, long commit) {
        long events = RingGeometry.eventsSince(commit, counted[slot]);
        return events <= ring.geometry().units() ? (int) events : 0;
    }

    /** Adds the events dropped since the last call. */
    void addDropped() {
        long now = ring.dropped();
        dropped += plausible(now - droppedSeen);
        droppedSeen = now;
    }

    private static long plausible(long events) {
        return events < 0 || events > MOST_AT_ONCE ? 0 : events;
    }

    /** Returns the number of events lost but not yet reported. */
    long pending() {
        return Math.max(0, overwritten) + dropped + unreadable + stalled;
    }

    /**
     * Reports lost events before a page: first those dropped, then those unreadable, then those of stopped writers,
     * then those overwritten.
     *
     * @param events at most {@link #pending()}
     */
    void tell(long events, PageInfo page) {
        long toldDropped = Math.min(events, dropped);
        long toldUnreadable = Math.min(events - toldDropped, unreadable);
        long toldStalled = Math.min(events - toldDropped - toldUnreadable, stalled);
        dropped -= toldDropped;
        unreadable -= toldUnreadable;
        stalled -= toldStalled;
        overwritten -= events - toldDropped - toldUnreadable - toldStalled;
        page.lost(events, toldDropped, toldUnreadable, toldStalled);
    }
}
