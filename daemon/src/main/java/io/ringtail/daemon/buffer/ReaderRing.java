package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.stream.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The daemon's view of a CPU's ring: its words, its readers and its accounts. Any thread may use it. */
public final class ReaderRing {
    private final int cpu;
    private final UnsafeBuffer region;
    private final RingGeometry geometry;
    private final BufferMode mode;
    private final Intents intents;
    private final LongSupplier nanoClock;
    private final AtomicLong readEvents = new AtomicLong();
    private final RingDamage damage;
    private final LosslessReaders lossless = new LosslessReaders(this);
    private final ReaderOpening opening = new ReaderOpening(this);
    private final RingFence fence;
    /** The ring's word in intents. */
    private final int word;

    private final int ringsBefore;
    private volatile RingPast past = RingPast.NONE;
    /** The ring that has replaced this one, which is closed then. */
    private volatile @Nullable ReaderRing successor;
    /** The events dropped when it was closed: those counted later are added to the successor's. */
    private long droppedAtClose;
    /** Open readers; guarded by this ring's monitor. */
    private int readers;
    /** Whether the region's pages are gone; guarded by this ring's monitor. */
    private boolean released;

    /** Creates a ring whose writers' intents are not visible. */
    ReaderRing(int cpu, UnsafeBuffer region, RingGeometry geometry, BufferMode mode) {
        this(cpu, region, geometry, mode, Intents.UNSEEN, System::nanoTime);
    }

    ReaderRing(
            int cpu,
            UnsafeBuffer region,
            RingGeometry geometry,
            BufferMode mode,
            Intents intents,
            LongSupplier nanoClock) {
        this(cpu, 0, region, geometry, mode, intents, nanoClock);
    }

    /**
     * Creates a CPU's later ring.
     *
     * @param ringsBefore how many rings the CPU has had before
     */
    ReaderRing(
            int cpu,
            int ringsBefore,
            UnsafeBuffer region,
            RingGeometry geometry,
            BufferMode mode,
            Intents intents,
            LongSupplier nanoClock) {
        this.cpu = cpu;
        this.ringsBefore = ringsBefore;
        this.word = ThreadSlotDescriptor.ring(cpu, ringsBefore);
        this.region = region;
        this.geometry = geometry;
        this.mode = mode;
        this.fence = new RingFence(this);
        this.damage = new RingDamage();
        this.intents = intents;
        this.nanoClock = nanoClock;
    }

    /** Returns the CPU that owns the ring. */
    public int cpu() {
        return cpu;
    }

    /**
     * Opens a reader with its own cursor.
     *
     * @param requested whether, in discard mode, no event may be dropped to make room before this reader has received
     *     it: writers drop new ones instead. The reader then starts no earlier than the position of other such readers.
     *     Has no effect in overwrite mode
     */
    public RingReader openReader(StartAt start, boolean requested) {
        return opening.at(start, requested);
    }

    /**
     * Opens a reader that starts with the first event of a time or later that is left.
     *
     * @param sinceNs above 0
     * @param requested as above
     */
    public RingReader openReaderSince(long sinceNs, boolean requested) {
        return opening.since(sinceNs, requested);
    }

    /**
     * Opens a reader that resumes from another reader's position.
     *
     * @param requested as above, from now on: events whose sub-buffers writers have reused in the meantime are lost,
     *     and reported
     */
    public RingReader openReader(Position from, boolean requested) {
        return opening.from(from, requested);
    }

    /**
     * Opens the reader of a receiver that resumes; if the ring has kept events for its return, it now keeps them for the
     * reader.
     *
     * @param from its position; null if it has none in this CPU, which came online in its absence
     * @param requested as above
     */
    public RingReader openReturning(@Nullable Position from, boolean requested) {
        return opening.returning(from, requested);
    }

    ReaderOpening opening() {
        return opening;
    }

    synchronized boolean enter() {
        readers += released ? 0 : 1;
        return !released;
    }

    synchronized void leave() {
        readers--;
    }

    void close(RingReader reader) {
        lossless.remove(reader);
        leave();
    }

    /** Publishes the position of the slowest lossless reader to writers; it never moves back. */
    void publishConsumed() {
        lossless.publish();
    }

    /** Restores {@code consumed} if another process has changed it. */
    void keepConsumed() {
        lossless.keepConsumed();
    }

    /**
     * Releases to writers the sub-buffers kept only for readers that have not polled for longer than a timeout; these
     * readers continue without the lossless guarantee.
     *
     * @return the number of these readers
     */
    public int dismissStalled(long nowNs, long timeoutNs) {
        ReaderRing former = past.former();
        int dismissed = former == null ? 0 : former.dismissStalled(nowNs, timeoutNs);
        return dismissed + lossless.dismissStalled(nowNs, timeoutNs);
    }

    /**
     * Closes the ring in favour of another one, which all writers have mapped: nothing more is reserved here. Its open
     * sub-buffer is padded, as by a writer that finds no room in it. For the conductor's thread.
     */
    void closeFor(ReaderRing next) {
        new RingClosing(this).close();
        droppedAtClose = allDropped();
        next.past = RingPast.of(this);
        lossless.handOver(next.lossless);
        successor = next;
    }

    /** Adopts the ring that has replaced this one under an earlier daemon, which may have counted late drops there. */
    void continueIn(ReaderRing next) {
        closeFor(next);
        next.putLateDrops(0);
    }

    /** Returns whether no sub-buffer may be opened any more. */
    boolean isClosed() {
        return region.getLongAcquire(RingDescriptor.CLOSED_OFFSET) != 0;
    }

    /** Opens the ring again if another process has closed it; returns whether it had. */
    boolean keepOpen() {
        boolean wrong = successor == null && isClosed();
        if (wrong) {
            region.putLongRelease(RingDescriptor.CLOSED_OFFSET, 0);
        }
        return wrong;
    }

    /** Returns the ring that has replaced this one; null while writers use this one. */
    @Nullable
    ReaderRing successor() {
        return successor;
    }

    /**
     * Forgets the ring that this one has replaced, if nothing uses it any more.
     *
     * @param waited whether its writers have had enough time: then intents alone show who still owes it something
     * @return its counts and those before; null if it is still in use
     */
    @Nullable
    List<Long> forgetFormer(boolean waited) {
        RingPast before = past;
        ReaderRing former = before.former();
        if (former == null || !former.release(waited)) {
            return null;
        }
        RingPast settled = before.settled();
        past = settled;
        putLateDrops(former.allDropped() - former.droppedAtClose);
        return settled.counts();
    }

    private synchronized boolean release(boolean waited) {
        RingSums sums = new RingSums(this);
        released = readers == 0
                && !lossless.isAwaited()
                && (mode == BufferMode.OVERWRITE || lossless.isReadOut() || sums.isEmpty())
                && (sums.pendingBytes() == 0 || (waited && isOwedNothing()));
        return released;
    }

    private boolean isOwedNothing() {
        List<ThreadIntent> owed = new ArrayList<>();
        eachIntent(subbuf -> true, owed::add);
        return owed.isEmpty();
    }

    /** Returns the readers for which events are kept here. */
    LosslessReaders losslessReaders() {
        return lossless;
    }

    int word() {
        return word;
    }

    int ringsBefore() {
        return ringsBefore;
    }

    /** Adopts what former rings had counted under an earlier daemon, and the readers that it had. */
    void adopt(RingPast before) {
        past = before;
        lossless.awaitReturns(System.nanoTime());
    }

    /** Returns the readers of an earlier daemon that are still to resume in this ring, or in the one before. */
    LosslessReaders.Absence absence() {
        ReaderRing former = past.former();
        return former == null ? lossless.absence() : lossless.absence().plus(former.absence());
    }

    /** Makes the next daemon keep events for the lossless readers that there are now. */
    public void leaveReaders() {
        ReaderRing former = past.former();
        if (former != null) {
            former.leaveReaders();
        }
        lossless.leave();
    }

    /**
     * Sets the number of events dropped from the ring before after it was closed, which are not among its own: its
     * readers have counted them as this ring's. A daemon that adopts both rings counts them with the former one again.
     */
    private void putLateDrops(long late) {
        region.putLongOpaque(RingDescriptor.LATE_DROPS_OFFSET, Math.max(0, late));
    }

    private long allDropped() {
        return counter(RingDescriptor.DROPPED_OFFSET) + counter(RingDescriptor.LATE_DROPS_OFFSET);
    }

    /** Returns the length in bytes of what a reader reads that begins with the oldest event: former rings count, too. */
    public long extent() {
        ReaderRing former = past.former();
        return geometry.regionLength() + (former == null ? 0 : former.extent());
    }

    /** Returns the ring that this one has replaced, while its memory is needed; null otherwise. */
    @Nullable
    public ReaderRing former() {
        return past.former();
    }

    /** Returns the number of a sub-buffer among all of the CPU's rings. */
    long label(long subbuf) {
        return RingLabel.of(ringsBefore, subbuf);
    }

    /** Returns the full number of the sub-buffer that writers are in. */
    long current() {
        return geometry.widen(geometry.subbuf(RingGeometry.position(reserveAcquire())), topAcquire());
    }

    long damaged(String what) {
        return damage.add(what);
    }

    /** Returns the last damage found in this ring; empty if none was found since the daemon started. */
    public String damage() {
        return damage.last();
    }

    /** Initialises a fresh ring: every slot is complete in the lap before the first. */
    void initialise() {
        region.setMemory(0, geometry.dataOffset(), (byte) 0);
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            region.putLong(geometry.slotOffset(slot) + RingDescriptor.COMMIT_OFFSET, geometry.freshCommitWord());
        }
    }

    /**
     * Returns the CPU's accounts. Writers continue during the call, so the parts are from slightly different moments.
     */
    public RingStatistics statistics() {
        return settledPast()
                .addTo(new RingSums(this).statistics(readEvents.get(), damage.count()), mode == BufferMode.OVERWRITE);
    }

    RingPast settledPast() {
        return RingPast.settled(() -> past);
    }

    /** Returns whether a slot has been entered, according to its words. */
    boolean holds(int slot, long sequence, long commit) {
        return geometry.slot(sequence) == slot && RingGeometry.committedLap(commit) == geometry.lap(sequence);
    }

    /** Returns the sub-buffer that a slot's lap tag denotes, not above the one that writers are in. */
    long subbufOfLap(int slot, long commit, long newest) {
        long last = newest - geometry.slot(newest - slot);
        long laps = geometry.lapsSince(RingGeometry.committedLap(commit), last);
        return last - laps * geometry.subbufCount();
    }

    /**
     * Returns the 64-bit number of events ever committed to a slot. Reads {@code base} first, since a later lap's base
     * exceeds the count in an older commit word.
     */
    long eventsOf(int slot) {
        long base = base(slot);
        return eventsAfter(base, commitAcquire(slot));
    }

    /** Returns the 64-bit number of events ever committed to a slot, given its base of this lap or the previous one. */
    static long eventsAfter(long base, long commit) {
        return base + RingGeometry.eventsSince(commit, base);
    }

    void countRead(int events) {
        readEvents.addAndGet(events);
    }

    RingFence fence() {
        return fence;
    }

    /**
     * Returns the position that was fenced last, or is about to be: there, {@code reserve}'s stamp is no event's time.
     */
    long fencedAcquire() {
        return region.getLongAcquire(RingDescriptor.FENCED_OFFSET);
    }

    /** Returns all intents on one of this ring's sub-buffers. */
    List<ThreadIntent> intentsOn(long subbuf) {
        return intents.on(word, subbuf);
    }

    /** Reads all thread slots once, and passes on the intents on selected sub-buffers of this ring. */
    void eachIntent(LongPredicate wanted, Consumer<ThreadIntent> action) {
        intents.each(word, wanted, action);
    }

    /** Returns the time in ns with which readers measure how long they have been held up. */
    long nanoTime() {
        return nanoClock.getAsLong();
    }

    RingGeometry geometry() {
        return geometry;
    }

    BufferMode mode() {
        return mode;
    }

    UnsafeBuffer region() {
        return region;
    }

    long reserveAcquire() {
        return region.getLongAcquire(RingDescriptor.RESERVE_OFFSET);
    }

    /** Returns the time in a {@code reserve} word, the one nearest to the last time that a writer has told, in ns. */
    long timeOf(long reserve) {
        long told = region.getLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET);
        int unused = Long.SIZE - RingGeometry.STAMP_BITS;
        return told + ((reserve - told) << unused >> unused);
    }

    /** Returns whether, at present, something is reserved after a place. */
    boolean hasAfter(long subbuf, int offset) {
        long position = RingGeometry.position(reserveAcquire());
        long ahead = geometry.distance(geometry.subbuf(position), subbuf);
        return ahead > 0 || (ahead == 0 && geometry.offset(position) > offset);
    }

    long topAcquire() {
        return region.getLongAcquire(RingDescriptor.TOP_OFFSET);
    }

    long consumed() {
        return region.getLongAcquire(RingDescriptor.CONSUMED_OFFSET);
    }

    long dropped() {
        return successor != null ? droppedAtClose : allDropped();
    }

    long commitAcquire(long subbuf) {
        return region.getLongAcquire(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET);
    }

    long commitOpaque(long subbuf) {
        return region.getLongOpaque(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET);
    }

    /**
     * Pairs with the release of the writer that opens the sub-buffer: a base loaded afterwards belongs to it or to a
     * later one.
     */
    long sequence(long subbuf) {
        return region.getLongAcquire(geometry.slotOffset(subbuf) + RingDescriptor.SEQUENCE_OFFSET);
    }

    /** Acquires, so that a commit word loaded afterwards is not older. */
    long base(long subbuf) {
        return region.getLongAcquire(geometry.slotOffset(subbuf) + RingDescriptor.BASE_OFFSET);
    }

    long pageTimestamp(long subbuf) {
        return region.getLong(geometry.dataOffset(subbuf));
    }

    /** Commits what dead writers owed: a thread that acquires the word sees everything stored before. */
    void commitForTheDead(long subbuf, int events, int units) {
        region.getAndAddLong(
                geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, events * RingGeometry.ONE_EVENT + units);
    }

    /** Adds to a counter that only the repairer writes. */
    void countForTheDead(int counterOffset, int count) {
        region.putLongOpaque(counterOffset, counter(counterOffset) + count);
    }

    long counter(int offset) {
        return region.getLongOpaque(offset);
    }
}
