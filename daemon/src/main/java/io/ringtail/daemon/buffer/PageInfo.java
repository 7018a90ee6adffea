package io.ringtail.daemon.buffer;

/** Describes the page that a {@link RingReader} copied last; one object per reader, overwritten with each page. */
public final class PageInfo {
    private long subbuf;
    private int startOffset;
    private int endOffset;
    private int events;
    private long lost;
    private long lostDropped;
    private long lostUnreadable;
    private long lostStalled;
    private boolean partial;
    private boolean damaged;

    PageInfo() {}

    /** Begins the description of another page. */
    void begin(long ofSubbuf, int start, int end) {
        subbuf = ofSubbuf;
        startOffset = start;
        endOffset = end;
        partial = false;
    }

    /** Sets what the page contains. */
    void contains(int containedEvents, boolean mayGrow, boolean endsInDamage) {
        events = containedEvents;
        partial = mayGrow;
        damaged = endsInDamage;
    }

    /** Sets the events lost before the page, and how many of them were lost by the causes other than overwriting. */
    void lost(long all, long dropped, long unreadable, long stalled) {
        lost = all;
        lostDropped = dropped;
        lostUnreadable = unreadable;
        lostStalled = stalled;
    }

    /** Returns the number of its sub-buffer since the ring was created. */
    public long subbuf() {
        return subbuf;
    }

    /** Returns the offset in the sub-buffer's data at which the page begins, in bytes. */
    public int startOffset() {
        return startOffset;
    }

    /** Returns the offset in the sub-buffer's data at which the page ends, in bytes. */
    public int endOffset() {
        return endOffset;
    }

    /** Returns the number of its events. */
    public int events() {
        return events;
    }

    /** Returns the number of events lost before the page, as stored in it. */
    public long lost() {
        return lost;
    }

    /** Returns how many of the lost events had no room in the ring. */
    public long lostDropped() {
        return lostDropped;
    }

    /** Returns how many of the lost events were in a page that could not be read to its end. */
    public long lostUnreadable() {
        return lostUnreadable;
    }

    /** Returns how many of the lost events were begun by writers that are stopped. */
    public long lostStalled() {
        return lostStalled;
    }

    /** Returns whether the page contains all available events of a sub-buffer in which more may follow. */
    public boolean partial() {
        return partial;
    }

    /** Returns whether the page ends at bytes that no writer leaves: the rest of its sub-buffer is lost. */
    public boolean damaged() {
        return damaged;
    }
}
