package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.Position;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * A cursor over one ring, which copies pages and takes nothing from writers or other readers. For one thread.
 *
 * <p>A sub-buffer is copied, and the copy discarded if the slot was entered again in the meantime. A part of a
 * sub-buffer that is still being written becomes a separate page, as in the kernel: its {@code time_stamp} is the time
 * of the event before its first one. Loss is exact, in each page and in {@link PageInfo#lost()}.
 */
public final class RingReader implements AutoCloseable {
    /** No time, as a result of {@link #fence}. */
    public static final long NOT_FENCED = RingFence.NONE;

    /** The number of attempts in one poll before other readers get a turn. */
    private static final int ATTEMPTS = 64;
    /** Nothing to copy, but the cursor has moved. */
    private static final int PASSED = -1;

    private final ReaderRing ring;
    private final RingGeometry geometry;
    private final boolean lossless;
    private final LossAccount losses;
    private final PageIterator iterator = new PageIterator();
    private final PageCut cut = new PageCut();
    private final PageInfo page = new PageInfo();

    private volatile long subbuf;
    private int offset;
    private long time;
    private boolean skipping;
    private long notBefore;
    private boolean skipped;
    private boolean caughtUp;
    private volatile long askedNs;
    private final StalledHoles holes;
    private long openingPassed = -1;
    private long ended = -1; // the sub-buffer whose page has ended before its last event: see passRest

    private final HeldPlace held = new HeldPlace();
    private boolean closed;
    private int most;
    private EventVisitor visitor = EventVisitor.NONE;

    RingReader(ReaderRing ring, ReaderStart start, boolean lossless) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.lossless = lossless;
        this.holes = new StalledHoles(ring, lossless);
        this.askedNs = System.nanoTime();
        this.losses = start.losses();
        this.subbuf = start.subbuf();
        this.offset = start.offset();
        this.time = start.time();
        this.skipping = start.notBefore() > 0;
        this.notBefore = skipping ? start.notBefore() : askedNs;
    }

    /** Copies the next page, whatever its length. */
    public int poll(ByteBuffer target, boolean partial) {
        return poll(target, partial, Integer.MAX_VALUE, EventVisitor.NONE);
    }

    /**
     * Copies the next page, and advances.
     *
     * @param target direct or not, little endian, at least as long as a sub-buffer; the page is written from index 0
     * @param partial whether to include a sub-buffer that is still being written, or a loss that no event follows
     * @param mostBytes the maximum length of the events: the rest becomes the next page; a larger event is delivered
     *     all the same
     * @param visitor is shown the events of the page
     * @return the length of the page in bytes, including the stored number of lost events; 0 if nothing is ready
     */
    public int poll(ByteBuffer target, boolean partial, int mostBytes, EventVisitor visitor) {
        caughtUp = false;
        skipped = false;
        most = mostBytes;
        this.visitor = visitor;
        lastTaken(System.nanoTime());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long reserve = RingGeometry.position(ring.reserveAcquire());
            long ahead = geometry.distance(geometry.subbuf(reserve), subbuf);
            if (ahead < 0) {
                findTheWritersAgain();
                continue;
            }
            if (ahead == 0 && geometry.offset(reserve) <= offset) {
                caughtUp = true;
                return partial ? tellDropped(target) : 0;
            }
            long commit = ring.commitAcquire(subbuf);
            long laps = geometry.lapDistance(RingGeometry.committedLap(commit), geometry.lap(subbuf));
            if (laps > 0) {
                if (!jump()) {
                    return 0;
                }
            } else if (laps < 0) {
                if (ahead == 0 || !passUnused()) {
                    return 0;
                }
            } else {
                int units = readable(commit, partial);
                if (units == 0 && (partial || ahead > 0)) {
                    units = aroundHoles(ahead > 0);
                }
                if (units == 0) {
                    return 0;
                }
                int length = units == PASSED ? 0 : copy(target, commit, units);
                if (length > 0) {
                    return length;
                }
            }
        }
        return 0;
    }

    /** Recovers if the ring is half its range of numbers ahead, or a hostile process moved its numbers back. */
    private void findTheWritersAgain() {
        if (!jump()) {
            joinWriters();
        }
    }

    /** Continues at the writers' position, not at the beginning of their sub-buffer: nothing is delivered twice. */
    private void joinWriters() {
        long reserve = ring.reserveAcquire();
        long current = geometry.widen(geometry.subbuf(RingGeometry.position(reserve)), ring.topAcquire());
        if (current >= 0) {
            moveTo(current);
            offset = Math.max(RingGeometry.HEADER_UNITS, geometry.offset(RingGeometry.position(reserve)));
            time = ring.timeOf(reserve);
        }
    }

    /**
     * Returns the offset up to which this sub-buffer is readable although units are owed; 0 if the reader must wait,
     * and {@link #PASSED} if the cursor was moved past the owed units.
     */
    private int aroundHoles(boolean full) {
        long now = ring.nanoTime();
        held.stay(subbuf, offset, now);
        if (full && held.tooLong()) {
            moveTo(subbuf + 1);
            return PASSED;
        }
        if (!held.longEnough()) {
            return 0;
        }
        holes.look(subbuf, offset, now);
        ThreadIntent hole = holes.staleAt(offset, now);
        if (hole == null) {
            int end = holes.endOfCommitted(offset);
            return end > offset ? end : 0;
        }
        pass(hole);
        return PASSED;
    }

    /** Moves past what a stopped writer owes; if the writer resumes, its event is counted already. */
    private void pass(ThreadIntent hole) {
        int slot = geometry.slot(subbuf);
        if (hole.opens()) {
            losses.enter(slot, hole.base());
            openingPassed = subbuf;
        }
        skipping = skipping && hole.timestamp() < notBefore;
        if (hole.events() > 0 && ended != subbuf) {
            losses.pass(slot, !skipping);
            time = hole.timestamp();
        }
        offset = hole.end(geometry);
        if (offset == geometry.units()) {
            moveTo(subbuf + 1);
        }
    }

    /**
     * Moves past a sub-buffer that writers skipped; or, after more laps than the tag can express, to the oldest one
     * left.
     */
    private boolean passUnused() {
        if (ring.topAcquire() - subbuf >= geometry.subbufCount()) {
            return jump();
        }
        moveTo(subbuf + 1);
        return true;
    }

    /** Having been lapped, continues with the oldest sub-buffer left, or with the writers if there is none. */
    private boolean jump() {
        long newest = ring.current();
        long oldest = OldestSubbuf.after(ring, subbuf, newest);
        long next = oldest == OldestSubbuf.NONE ? newest : oldest;
        if (next <= subbuf) {
            return false;
        }
        moveTo(next);
        return true;
    }

    private void moveTo(long next) {
        subbuf = next;
        offset = RingGeometry.HEADER_UNITS;
        if (lossless) {
            ring.publishConsumed();
        }
    }

    /**
     * Returns the offset up to which the sub-buffer is readable; 0 while units are owed, or if a part is not wanted.
     */
    private int readable(long commit, boolean partial) {
        int units = RingGeometry.committedUnits(commit);
        if (units == geometry.units()) {
            return units;
        }
        long reserve = RingGeometry.position(ring.reserveAcquire());
        boolean allCommitted =
                geometry.distance(geometry.subbuf(reserve), subbuf) == 0 && geometry.offset(reserve) == units;
        return allCommitted && partial && units > offset && units < geometry.units() ? units : 0;
    }

    /**
     * Passes the events after the end of a page: a padding that a repair has stored before unknown bytes, or bytes that
     * are no event. Nobody knows where or when the events after it begin, so all of this sub-buffer's are lost.
     */
    private int passRest(long commit, int units) {
        offset = units;
        losses.leave(geometry.slot(subbuf), commit);
        if (units == geometry.units()) {
            moveTo(subbuf + 1);
        }
        return 0;
    }

    /** Copies from the cursor to {@code units}; returns 0 if the slot was entered again, or contained nothing. */
    private int copy(ByteBuffer target, long commit, int units) {
        if (ended == subbuf && ring.sequence(subbuf) <= subbuf) {
            return passRest(commit, units);
        }
        boolean entering = offset == RingGeometry.HEADER_UNITS;
        int first = geometry.dataOffset(subbuf) + offset * RingGeometry.UNIT;
        int bytes = (units - offset) * RingGeometry.UNIT;
        long base = ring.base(subbuf);
        long timestamp = entering ? ring.pageTimestamp(subbuf) : time;
        RingCopy.copy(ring.region(), first, target, PageHeader.LENGTH, bytes, units < geometry.units());
        VarHandle.acquireFence();
        long after = ring.commitOpaque(subbuf);
        boolean entered =
                ring.sequence(subbuf) == subbuf || (openingPassed == subbuf && ring.sequence(subbuf) < subbuf);
        if (!entered || RingGeometry.committedLap(after) != RingGeometry.committedLap(commit)) {
            return stale();
        }
        if (entering) {
            losses.enter(geometry.slot(subbuf), base);
        }
        return deliver(target, timestamp, bytes, commit);
    }

    /**
     * Handles a slot that holds another sub-buffer than its lap tag says: only after 2¹³ laps, or by a hostile process.
     * Continues after the sub-buffer in the first case, or at the writers' position if the numbers moved back.
     */
    private int stale() {
        if (ring.sequence(subbuf) > subbuf && jump()) {
            return 0;
        }
        if (ring.current() > subbuf) {
            moveTo(subbuf + 1);
        } else {
            joinWriters();
        }
        return 0;
    }

    private int deliver(ByteBuffer target, long timestamp, int bytes, long commit) {
        long lost = Math.min(losses.pending(), PageHeader.MAX_STORED);
        int room = geometry.subbufSize() - PageHeader.LENGTH - (lost > 0 ? Long.BYTES : 0);
        PageHeader.write(target, 0, timestamp, bytes, 0);
        iterator.wrap(target, 0, PageHeader.LENGTH + bytes);
        if (skipping) {
            cut.before(iterator, notBefore);
        } else {
            cut.fitting(iterator, target, bytes, room, most, visitor);
        }
        int end = offset + bytes / RingGeometry.UNIT;
        boolean finished = end == geometry.units() && !cut.stopped();
        int slot = geometry.slot(subbuf);
        int told = skipping ? skip(finished) : tell(target, timestamp, lost, finished);
        if (finished && RingGeometry.committedUnits(commit) == geometry.units()) {
            losses.leave(slot, commit);
        } else if (!finished && !cut.stopped() && offset < end) {
            ended = subbuf;
            passRest(commit, end);
        }
        return told;
    }

    /** Skips events from before the time with which the reader begins. */
    private int skip(boolean finished) {
        skipping = !cut.stopped();
        skipped |= cut.events() > 0;
        losses.skip(geometry.slot(subbuf), cut.events());
        pass(finished);
        return 0;
    }

    /** Returns whether the last poll has skipped events: the position is then another one, with or without a page. */
    public boolean hasSkipped() {
        return skipped;
    }

    private int tell(ByteBuffer target, long timestamp, long lost, boolean finished) {
        int dataLength = cut.dataLength();
        beginPage(dataLength);
        losses.count(geometry.slot(subbuf), cut.events());
        pass(finished);
        if (cut.events() == 0 && lost == 0) {
            return 0;
        }
        boolean continues = page.subbuf() == ring.label(subbuf) && dataLength > 0 && !cut.stopped();
        page.contains(cut.events(), continues, iterator.damaged());
        return write(target, timestamp, dataLength, cut.events(), lost);
    }

    private void pass(boolean finished) {
        time = cut.last();
        offset += cut.dataLength() / RingGeometry.UNIT;
        if (finished) {
            moveTo(subbuf + 1);
        }
    }

    /** Reports lost events in an empty page if there is nothing else to read. */
    private int tellDropped(ByteBuffer target) {
        losses.addDropped();
        if (losses.pending() == 0) {
            return 0;
        }
        beginPage(0);
        page.contains(0, false, false);
        return write(target, Math.max(time, notBefore), 0, 0, Math.min(losses.pending(), PageHeader.MAX_STORED));
    }

    private void beginPage(int dataLength) {
        int start = (offset - RingGeometry.HEADER_UNITS) * RingGeometry.UNIT;
        page.begin(ring.label(subbuf), start, start + dataLength);
    }

    private int write(ByteBuffer target, long timestamp, int dataLength, int events, long lost) {
        losses.tell(lost, page);
        ring.countRead(events);
        return PageHeader.write(target, 0, timestamp, dataLength, lost);
    }

    /** Records when the receiver last took something, in ns: the ring stops waiting for an inactive one. */
    public void lastTaken(long timeNs) {
        askedNs = timeNs;
    }

    /** Returns when the receiver last took something or polled for more, in ns. */
    long askedNs() {
        return askedNs;
    }

    /** Returns whether the last poll found no event, though perhaps a loss, and saw that nothing more was reserved. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Returns whether, at present, something is reserved after its position. */
    public boolean hasMore() {
        return ring.hasAfter(subbuf, offset);
    }

    /**
     * Ensures that no event older than a time can follow, if this reader has reached the end of the reservations.
     *
     * @param atLeastNs the requested time; the result may be later
     * @param clock the clock of the writers, CLOCK_MONOTONIC
     * @return a time in ns; every event that this reader has neither received nor passed has this time or a later one;
     *     {@link #NOT_FENCED} if there is more to read
     */
    public long fence(long atLeastNs, LongSupplier clock) {
        return ring.fence().raise(subbuf, offset, atLeastNs, clock);
    }

    /** Returns the description of the last page. */
    public PageInfo page() {
        return page;
    }

    /** Returns the time of the last event read, in ns. */
    public long timestamp() {
        return time;
    }

    /** Returns the position of the receiver after the pages so far; never negative, whatever clients have stored. */
    public Position position() {
        return new Position(
                ring.label(Math.max(0, subbuf)),
                (offset - RingGeometry.HEADER_UNITS) * RingGeometry.UNIT,
                Math.max(0, losses.eventsHad()),
                Math.max(0, losses.droppedTold()),
                skipping ? notBefore : 0);
    }

    /** Returns the account of what it has not received. */
    LossAccount losses() {
        return losses;
    }

    /** Continues the account of the reader of the ring before, and skips what that one would. */
    void follow(RingReader last) {
        losses.follow(last.losses);
        time = last.time;
        skipping = last.skipping;
        notBefore = last.notBefore;
    }

    /** Skips events from before a time in ns; none if that is 0. Before the first poll. */
    void skipBefore(long timeNs) {
        if (timeNs > 0) {
            skipping = true;
            notBefore = timeNs;
        }
    }

    /** Returns whether events are still kept for it: not any more once it has been dismissed. */
    boolean isLossless() {
        return lossless && ring.losslessReaders().has(this);
    }

    /** Returns whether the ring has been replaced: once a later poll has caught up, there is nothing more in it. */
    public boolean isOver() {
        return ring.successor() != null;
    }

    /**
     * Returns the reader that continues in the ring that has replaced this one's, and closes this one. Only after a poll
     * that caught up and began after {@link #isOver}.
     */
    public RingReader succeed() {
        ReaderRing next = ring.successor();
        if (next == null) {
            throw new IllegalStateException("the ring has not been replaced");
        }
        RingReader reader = next.opening().after(this);
        if (lossless) {
            ring.losslessReaders().finished(this);
        }
        close();
        return reader;
    }

    /** Returns how many whole sub-buffers writers are ahead of this reader. */
    public long wholeSubbufs() {
        return Math.max(0, ring.current() - subbuf);
    }

    /** Returns the number of the ring's sub-buffers. */
    public int subbufCount() {
        return geometry.subbufCount();
    }

    /** Returns the first sub-buffer that this reader has not finished. */
    public long subbufNeeded() {
        return subbuf;
    }

    /** Records that what it has read before a sub-buffer has left this process: see {@link LosslessReaders#sent}. */
    public void sent(long before) {
        ring.losslessReaders().sent(this, before);
    }

    /**
     * Records that all it has read has left this process, or is to be kept no more: after {@link #succeed}, its ring
     * stays until then if {@link #sent} was called before.
     */
    public void allSent() {
        ring.losslessReaders().allSent(this);
    }

    /** Releases to writers the sub-buffers needed only by this reader. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ring.close(this);
        }
    }
}
