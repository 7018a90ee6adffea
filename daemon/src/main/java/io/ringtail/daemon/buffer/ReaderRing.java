package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.stream.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The daemon's view of a CPU's ring: its words, its readers and its accounts. Any thread may use it. */
public final class ReaderRing {
    /** The bits of a sub-buffer's number that belong to one ring; the others tell which ring it is. */
    private static final int SUBBUF_BITS = 48;

    private static final long SUBBUF_MASK = (1L << SUBBUF_BITS) - 1;

    private final int cpu;
    private final UnsafeBuffer region;
    private final RingGeometry geometry;
    private final BufferMode mode;
    private final Intents intents;
    private final LongSupplier nanoClock;
    private final AtomicLong readEvents = new AtomicLong();
    private final RingDamage damage;
    /** Guarded by this ring's monitor, as is every store to {@code consumed}. */
    private final List<RingReader> lossless = new ArrayList<>();
    /** The sub-buffers from which events are kept for readers being opened; guarded by this ring's monitor. */
    private final List<Long> keptForOpening = new ArrayList<>();
    /** The value last stored to {@code consumed}; guarded by this ring's monitor. */
    private long told;

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
    /** Whether a lossless reader has read everything; guarded by this ring's monitor. */
    private boolean readOut;
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
        ReaderRing former = start == StartAt.NOW ? null : past.former();
        RingReader inFormer = former == null ? null : former.openUnlessReleased(start, requested);
        return inFormer != null ? inFormer : openHere(start, requested);
    }

    private @Nullable RingReader openUnlessReleased(StartAt start, boolean requested) {
        return isReleased() ? null : openReader(start, requested);
    }

    private RingReader openHere(StartAt start, boolean requested) {
        return open(requested, keeps -> new RingReader(this, start, keeps));
    }

    /** Opens the reader that continues for one that has read this ring's predecessor to its end. */
    RingReader openAfter(RingReader last) {
        RingReader reader = openHere(StartAt.BEGINNING, last.isLossless());
        reader.continues(last);
        return reader;
    }

    /**
     * Opens a reader that starts with the first event of a time or later that is left.
     *
     * @param sinceNs above 0
     * @param requested as above
     */
    public RingReader openReaderSince(long sinceNs, boolean requested) {
        ReaderRing former = past.former();
        return former != null && !former.isReleased()
                ? former.openReaderSince(sinceNs, requested)
                : open(requested, keeps -> new RingReader(this, sinceNs, keeps));
    }

    /**
     * Opens a reader that resumes from another reader's position.
     *
     * @param requested as above, from now on: events whose sub-buffers writers have reused in the meantime are lost,
     *     and reported
     */
    public RingReader openReader(Position from, boolean requested) {
        RingPast before = past;
        ReaderRing former = before.former();
        int ring = (int) (from.subbuf() >>> SUBBUF_BITS);
        if (ring != ringsBefore && former != null && !former.isReleased()) {
            return former.openReader(from, requested);
        }
        long written = before.written();
        long dropped = before.dropped();
        if (ring != ringsBefore) {
            RingReader reader = openHere(StartAt.BEGINNING, requested);
            reader.lost(Math.max(0, written - from.events()) + Math.max(0, dropped - from.dropped()));
            return reader;
        }
        Position here = new Position(
                from.subbuf() & SUBBUF_MASK,
                from.offset(),
                Math.max(0, from.events() - written),
                Math.max(0, from.dropped() - dropped),
                from.notBefore());
        return open(requested, keeps -> new RingReader(this, here, keeps));
    }

    /** Opens a reader without holding this ring's monitor; events are kept for it in the meantime. */
    private RingReader open(boolean requested, Function<Boolean, RingReader> opener) {
        enter();
        RingReader reader = null;
        try {
            reader = openEntered(requested, opener);
            RingPast before = past;
            reader.begins(before.written(), before.dropped());
            return reader;
        } finally {
            if (reader == null) {
                leave();
            }
        }
    }

    private RingReader openEntered(boolean requested, Function<Boolean, RingReader> opener) {
        if (!requested || mode != BufferMode.DISCARD) {
            return opener.apply(false);
        }
        long from = keep();
        RingReader reader = null;
        try {
            reader = opener.apply(true);
            return reader;
        } finally {
            opened(from, reader);
        }
    }

    private synchronized void enter() {
        readers++;
    }

    private synchronized void leave() {
        readers--;
    }

    private synchronized boolean isReleased() {
        return released;
    }

    private synchronized long keep() {
        long from = Math.min(consumed(), current());
        keptForOpening.add(from);
        return from;
    }

    private synchronized void opened(long from, @Nullable RingReader reader) {
        keptForOpening.remove(from);
        if (reader != null) {
            lossless.add(reader);
        }
        publishConsumed();
    }

    void close(RingReader reader) {
        ReaderRing heir = remove(reader);
        leave();
        if (heir != null) {
            heir.opened(0, null);
        }
    }

    /** Removes a reader; returns the ring that keeps its events for it, if there is one. */
    private synchronized @Nullable ReaderRing remove(RingReader reader) {
        boolean removed = lossless.remove(reader);
        publishConsumed();
        return removed ? successor : null;
    }

    /** Publishes the position of the slowest lossless reader to writers; it never moves back. */
    synchronized void publishConsumed() {
        long slowest = slowest();
        if (!lossless.isEmpty() && slowest > consumed()) {
            tellConsumed(slowest);
        }
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (RingReader reader : lossless) {
            slowest = Math.min(slowest, reader.subbufNeeded());
        }
        for (long from : keptForOpening) {
            slowest = Math.min(slowest, from);
        }
        return slowest;
    }

    private void tellConsumed(long subbuf) {
        told = subbuf;
        region.putLongRelease(RingDescriptor.CONSUMED_OFFSET, subbuf);
    }

    /** Restores {@code consumed} if another process has changed it. */
    synchronized void keepConsumed() {
        long most = Math.max(told, lossless.isEmpty() ? current() : slowest());
        if (mode == BufferMode.DISCARD && (consumed() < told || consumed() > most)) {
            tellConsumed(lossless.isEmpty() ? told : most);
        }
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
        for (RingReader reader : stalled(nowNs, timeoutNs)) {
            ReaderRing heir = remove(reader);
            if (heir != null) {
                heir.opened(0, null);
            }
            dismissed++;
        }
        return dismissed;
    }

    private synchronized List<RingReader> stalled(long nowNs, long timeoutNs) {
        return lossless.stream()
                .filter(reader -> nowNs - reader.askedNs() > timeoutNs)
                .toList();
    }

    /**
     * Closes the ring in favour of another one, which all writers have mapped: nothing more is reserved here. Its open
     * sub-buffer is padded, as by a writer that finds no room in it. For the conductor's thread.
     */
    void closeFor(ReaderRing next) {
        region.putLongRelease(RingDescriptor.CLOSED_OFFSET, RingDescriptor.CLOSING);
        while (!takeTheRest()) {
            Thread.onSpinWait();
        }
        region.putLongRelease(RingDescriptor.CLOSED_OFFSET, RingDescriptor.LEFT);
        synchronized (this) {
            droppedAtClose = counter(RingDescriptor.DROPPED_OFFSET);
            next.past = RingPast.of(this);
            lossless.forEach(reader -> next.keep());
            successor = next;
        }
    }

    /** Takes what is left of the open sub-buffer, or changes the stamp: a CAS by any word loaded before fails. */
    private boolean takeTheRest() {
        long reserve = reserveAcquire();
        long position = RingGeometry.position(reserve);
        long subbuf = geometry.subbuf(position);
        int offset = geometry.offset(position);
        boolean open = offset >= RingGeometry.HEADER_UNITS;
        long end = open ? geometry.position(subbuf + 1, RingGeometry.UNDECIDED) : position;
        region.putLongRelease(RingDescriptor.FENCED_OFFSET, end);
        long last = RingGeometry.fenceWord(end, RingGeometry.stamp(reserve));
        if (!region.compareAndSetLong(RingDescriptor.RESERVE_OFFSET, reserve, last)) {
            return false;
        }
        if (open) {
            region.putInt(geometry.byteOffset(position), EventHeader.word(EventHeader.PADDING, 0));
            commitForTheDead(subbuf, 0, geometry.units() - offset);
        }
        return true;
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
    long @Nullable [] forgetFormer(boolean waited) {
        RingPast before = past;
        ReaderRing former = before.former();
        if (former == null || !former.release(waited)) {
            return null;
        }
        long late = former.counter(RingDescriptor.DROPPED_OFFSET) - former.droppedAtClose;
        RingPast settled = before.settled();
        past = settled;
        region.getAndAddLong(RingDescriptor.DROPPED_OFFSET, Math.max(0, late));
        return settled.counts();
    }

    private synchronized boolean release(boolean waited) {
        released = readers == 0
                && keptForOpening.isEmpty()
                && (mode == BufferMode.OVERWRITE || readOut || isEmpty())
                && (pendingBytes() == 0 || (waited && isOwedNothing()));
        return released;
    }

    private boolean isEmpty() {
        return current() == 0 && RingGeometry.committedUnits(commitAcquire(0)) == geometry.units();
    }

    /** Records that a reader for which events are kept has read this ring to its end. */
    synchronized void readOut() {
        readOut = true;
    }

    private boolean isOwedNothing() {
        List<ThreadIntent> owed = new ArrayList<>();
        eachIntent(subbuf -> true, owed::add);
        return owed.isEmpty();
    }

    int word() {
        return word;
    }

    int ringsBefore() {
        return ringsBefore;
    }

    /** Returns how many readers are open. */
    synchronized int readers() {
        return readers;
    }

    /** Adopts what former rings had counted under an earlier daemon. */
    void adoptPast(RingPast before) {
        past = before;
    }

    @Nullable
    ReaderRing former() {
        return past.former();
    }

    /** Returns the number of a sub-buffer among all of the CPU's rings. */
    long label(long subbuf) {
        return (long) ringsBefore << SUBBUF_BITS | (subbuf & SUBBUF_MASK);
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
     * Returns the ring's accounts. Writers continue during the call, so the parts are from slightly different moments.
     */
    public RingStatistics statistics() {
        long written = 0;
        long entries = 0;
        long bytes = 0;
        long oldest = Long.MAX_VALUE;
        long oldestTimestamp = 0;
        long from = mode == BufferMode.DISCARD ? consumed() : 0;
        SlotWords words = new SlotWords(this);
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            boolean still = words.look(slot);
            written += still ? words.events() : eventsOf(slot);
            if (!still || !words.held() || words.sequence() < from) {
                continue;
            }
            entries += words.eventsInLap();
            bytes += Math.max(0, words.units() - RingGeometry.HEADER_UNITS) * (long) RingGeometry.UNIT;
            if (words.sequence() < oldest) {
                oldest = words.sequence();
                oldestTimestamp = pageTimestamp(words.sequence());
            }
        }
        boolean overwrites = mode == BufferMode.OVERWRITE;
        RingStatistics own = new RingStatistics(
                written,
                pendingBytes(),
                reservedBytes(),
                entries,
                overwrites ? written - entries : 0,
                overwrites ? 0 : written - entries,
                dropped(),
                bytes,
                oldestTimestamp,
                System.nanoTime(),
                readEvents.get(),
                counter(RingDescriptor.NO_SLOT_OFFSET),
                counter(RingDescriptor.CUT_OFFSET),
                counter(RingDescriptor.MALFORMED_OFFSET),
                counter(RingDescriptor.REROUTED_OFFSET),
                counter(RingDescriptor.REPAIRED_OFFSET),
                counter(RingDescriptor.AMBIGUOUS_OFFSET),
                damage.count());
        return past.addTo(own, overwrites);
    }

    /**
     * Returns the bytes reserved but not committed. Each commit word is read before {@code reserve}, which only grows.
     */
    private long pendingBytes() {
        long units = 0;
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            long commit = commitAcquire(slot);
            long position = RingGeometry.position(reserveAcquire());
            int offset = geometry.offset(position);
            boolean open = offset != 0 && geometry.slot(geometry.subbuf(position)) == slot;
            int taken = !open ? geometry.units() : offset < RingGeometry.HEADER_UNITS ? 0 : offset;
            units += Math.max(0, taken - RingGeometry.committedUnits(commit));
        }
        return units * RingGeometry.UNIT;
    }

    /** Returns the bytes ever reserved: those of all sub-buffers before the current one, and its own. */
    private long reservedBytes() {
        long position = RingGeometry.position(reserveAcquire());
        long subbuf = geometry.widen(geometry.subbuf(position), topAcquire());
        int offset = geometry.offset(position);
        int units = offset < RingGeometry.HEADER_UNITS ? 0 : offset;
        return subbuf * geometry.subbufSize() + (long) units * RingGeometry.UNIT;
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

    long topAcquire() {
        return region.getLongAcquire(RingDescriptor.TOP_OFFSET);
    }

    long consumed() {
        return region.getLongAcquire(RingDescriptor.CONSUMED_OFFSET);
    }

    long dropped() {
        return successor != null ? droppedAtClose : counter(RingDescriptor.DROPPED_OFFSET);
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

    private long counter(int offset) {
        return region.getLongOpaque(offset);
    }
}
