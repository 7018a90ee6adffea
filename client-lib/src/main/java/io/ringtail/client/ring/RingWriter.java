package io.ringtail.client.ring;

import static java.util.Objects.requireNonNull;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into rings, for one thread at a time.
 *
 * <p>A reservation is one CAS on {@code reserve}, and a commit one atomic add. Each CAS carries one obligation: an
 * EVENT owes its bytes, a CLOSE the padding of the old sub-buffer, an OPEN the new sub-buffer's header and its event;
 * deciding which sub-buffer comes next owes nothing. So a writer that stops anywhere holds one sub-buffer, never the
 * ring, and its {@link Intent} records what it holds. Offsets at which no event can begin denote the state of the next
 * sub-buffer:
 *
 * <pre>
 *   offset 0   undecided: the previous sub-buffer is closed or exactly filled
 *   offset 1   decided: its slot is quiet, and the next writer opens it
 *   offset 4…  open: events
 * </pre>
 *
 * A failed attempt was overtaken by another thread's success, so some writer always makes progress.
 */
public sealed class RingWriter permits OwnSlot {
    /** No claim. */
    public static final long NONE = -1;

    /** The event has no place in a ring; its writer may owe something all the same. */
    static final int BEFORE = 0;
    /** Neither has the event a place, nor does its writer owe anything. */
    static final int BEGUN = 1;
    /** The event has a place, or is counted as dropped. */
    static final int CLAIMED = 2;
    /** The event is committed. */
    static final int COMMITTED = 3;

    private static final int ABSOLUTE_UNITS = 2;

    private static final boolean ENDS_WITH_CAS = MappedRegion.endsWithCas();

    static {
        // A handler of this error tests for its type, and may have no stack left to load it.
        requireNonNull(StackOverflowError.class);
    }

    private final Intent intent;
    private final NanoClock clock;
    private final Reservation wanted = new Reservation();

    /**
     * How far the last event has come, for whoever handles its failure: set by plain stores, right after the CAS or the
     * addition that it states, since there may be no stack for a call. Whoever uses the writer sets it to BEGUN when
     * nothing is owed any more, and back after each event.
     */
    int step = BEFORE;

    /**
     * Whether the failed event is known to have taken nothing, so that its intent is no claim: of several claims to the
     * same units, the daemon cannot know which one is true. Set by a plain store before the one that marks the failure.
     *
     * <p>Known of an overflow of the stack at the step {@link #BEGUN}: the JVM throws it where a method begins, and none
     * begins between the CAS and the next step, see {@link MappedRegion#endsWithCas}. What else is thrown may come at any
     * instruction.
     */
    boolean tookNothing;

    /**
     * Creates a writer that records its intents in a slot.
     *
     * @param metadata the file's metadata region
     * @param slotOffset the slot's offset in it; no other writer may use the slot at the same time
     * @param clock the clock that dates the events
     */
    public RingWriter(MappedRegion metadata, int slotOffset, NanoClock clock) {
        this.intent = new Intent(metadata, slotOffset);
        this.clock = clock;
    }

    /**
     * Writes an event.
     *
     * @param payload common fields and fields, padded with zeroes to a multiple of 4 bytes
     * @param length of the payload in bytes, at most {@link RingGeometry#maxPayload()}
     * @return false if no sub-buffer was free: the event is dropped and counted
     */
    public final boolean write(WriterRing ring, byte[] payload, int length) {
        return append(ring, payload, length) || appendOrTurn(ring, payload, length);
    }

    private boolean append(WriterRing ring, byte[] payload, int length) {
        long claim = claim(ring, length);
        if (claim == NONE) {
            return false;
        }
        int padded = (length + 3) & -4;
        ring.region().putWords(payloadOffset(claim), payload, padded);
        publish(ring, claim, padded);
        return true;
    }

    /**
     * Claims the place of an event in the usual case, keeping nothing on the heap: the open sub-buffer has room, the
     * time fits in the header, and no other writer was faster. Otherwise reserves nothing. All offsets are computed
     * before the CAS, since every load after it must wait.
     *
     * <p>Few calls, since a JVM interprets its first events; the stamp is the low bits of {@code reserve}.
     *
     * <p>The intent's fields are stored over those of a settled intent: its kind has been EMPTY since then.
     *
     * @param length of the payload in bytes
     * @return the payload's offset in the ring's region in the low 32 bits, the delta in the high ones; {@link #NONE}
     *     if nothing was reserved
     */
    final long claim(WriterRing ring, int length) {
        RingGeometry geometry = ring.geometry;
        MappedRegion region = ring.region;
        int units = EventHeader.units(length);
        long word = region.getLongAcquire(RingDescriptor.RESERVE_OFFSET);
        long now = clock.nanoTime();
        long delta = (now - word) & RingGeometry.STAMP_MASK;
        long position = RingGeometry.position(word);
        int offset = geometry.offset(position);
        if (offset < RingGeometry.HEADER_UNITS
                || offset + units > geometry.units()
                || length > EventHeader.MAX_SMALL_PAYLOAD
                || delta >= RingGeometry.NEAR_LIMIT
                || now - region.getLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET) >= RingGeometry.NEAR_LIMIT) {
            return NONE;
        }
        int payload = geometry.byteOffset(position) + EventHeader.LENGTH;
        long next = RingGeometry.reserveWord(position + units, now);
        intent.setEvent(ring.word, word, next, ring.widen(geometry.subbuf(position)), now, units);
        if (!ENDS_WITH_CAS) {
            step = BEFORE;
        }
        if (!region.compareAndSetLong(RingDescriptor.RESERVE_OFFSET, word, next)) {
            intent.clear();
            step = BEGUN;
            return NONE;
        }
        step = CLAIMED;
        region.putLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET, now);
        return delta << Integer.SIZE | payload;
    }

    /** Returns the offset in the ring's region at which the payload of a claimed event begins. */
    public static int payloadOffset(long claim) {
        return (int) claim;
    }

    /**
     * Publishes a claimed event whose payload is complete.
     *
     * @param padded the payload's length in bytes, a multiple of 4
     */
    final void publish(WriterRing ring, long claim, int padded) {
        int payload = (int) claim;
        int delta = (int) (claim >>> Integer.SIZE);
        int words = padded >>> 2;
        MappedRegion region = ring.region;
        region.putIntRelease(payload - EventHeader.LENGTH, EventHeader.word(words, delta));
        region.getAndAddLongRelease(
                ring.geometry.slotOffsetAt(payload) + RingDescriptor.COMMIT_OFFSET, RingGeometry.ONE_EVENT + words + 1);
        step = COMMITTED;
        intent.clear();
    }

    private boolean appendOrTurn(WriterRing first, byte[] payload, int length) {
        WriterRing ring = reserve(first, EventHeader.units(length));
        if (ring == null) {
            return false;
        }
        commit(ring, payload, length);
        return true;
    }

    /**
     * Abandons what a failed {@link #write} left behind; do not call write again until this returns true.
     *
     * @return true if nothing is owed; otherwise the daemon must settle it, which takes about a second
     */
    public final boolean settle() {
        boolean settled = intent.settle(tookNothing);
        tookNothing = false;
        return settled;
    }

    /**
     * Reserves an event's units in a ring, or in its successor if it is closed and no sub-buffer is open. Before a
     * writer leaves, it changes the stamp: the CAS of a writer that has loaded the word before, and has not seen that
     * the ring is closed, then fails. So all events in the successor are newer.
     *
     * @return the ring; null if the event is dropped
     */
    private @Nullable WriterRing reserve(WriterRing first, int eventUnits) {
        WriterRing ring = first;
        RingGeometry geometry = ring.geometry();
        while (true) {
            long word = ring.reserveAcquire();
            wanted.date(word, clock.nanoTime(), ring.lastTimestampOpaque(), eventUnits);
            long position = RingGeometry.position(word);
            int offset = geometry.offset(position);
            int needed = wanted.absolute ? eventUnits + ABSOLUTE_UNITS : eventUnits;
            if (offset >= RingGeometry.HEADER_UNITS && offset + needed <= geometry.units()) {
                if (append(ring, position, offset, needed)) {
                    return ring;
                }
            } else if (offset < RingGeometry.HEADER_UNITS && ring.isClosed()) {
                WriterRing next = ring.successor();
                if (next == null) {
                    intent.clear();
                    ring.count(RingDescriptor.DROPPED_OFFSET);
                    step = CLAIMED;
                    return null;
                }
                if (ring.claim(word, RingGeometry.closedWord(word))) {
                    ring = next;
                    geometry = ring.geometry();
                }
            } else if (offset == RingGeometry.DECIDED) {
                if (open(ring, position, eventUnits)) {
                    return ring;
                }
            } else if (!advance(ring, position, offset)) {
                return null;
            }
        }
    }

    private boolean append(WriterRing ring, long position, int offset, int units) {
        wanted.subbuf = ring.geometry().subbuf(position);
        wanted.offset = offset;
        wanted.units = units;
        wanted.opens = false;
        wanted.next = RingGeometry.reserveWord(position + units, wanted.timestamp);
        wanted.wideSubbuf = ring.widen(wanted.subbuf);
        intent.set(ThreadSlotDescriptor.EVENT, ring, wanted);
        return claim(ring);
    }

    private boolean open(WriterRing ring, long position, int eventUnits) {
        RingGeometry geometry = ring.geometry();
        long subbuf = geometry.subbuf(position);
        long commit = ring.commitAcquire(subbuf);
        if (ring.reserveAcquire() != wanted.word) {
            return false;
        }
        if (RingGeometry.committedUnits(commit) != 0 && !ring.prepare(subbuf, commit)) {
            return false;
        }
        wanted.subbuf = subbuf;
        wanted.offset = RingGeometry.HEADER_UNITS;
        wanted.units = RingGeometry.HEADER_UNITS + eventUnits;
        wanted.opens = true;
        wanted.absolute = false;
        wanted.base = ring.eventsBefore(subbuf, commit);
        wanted.next = RingGeometry.reserveWord(geometry.position(subbuf, wanted.units), wanted.timestamp);
        wanted.wideSubbuf = ring.widen(subbuf);
        intent.set(ThreadSlotDescriptor.OPEN, ring, wanted);
        return claim(ring);
    }

    private boolean claim(WriterRing ring) {
        if (!ENDS_WITH_CAS) {
            step = BEFORE;
        }
        boolean claimed = ring.claim(wanted.word, wanted.next);
        step = claimed ? CLAIMED : BEGUN;
        return claimed;
    }

    /** Decides the next sub-buffer, closing one that is too full; returns false only if the event is dropped. */
    private boolean advance(WriterRing ring, long position, int offset) {
        RingGeometry geometry = ring.geometry();
        long subbuf = geometry.subbuf(position);
        long following = offset == RingGeometry.UNDECIDED ? subbuf : subbuf + 1;
        long quiet = ring.firstQuiet(following);
        if (quiet < 0 && offset == RingGeometry.UNDECIDED) {
            return !drop(ring);
        }
        long nextPosition = quiet < 0
                ? geometry.position(following, RingGeometry.UNDECIDED)
                : geometry.position(quiet, RingGeometry.DECIDED);
        wanted.next = RingGeometry.reserveWord(nextPosition, RingGeometry.stamp(wanted.word));
        boolean moved =
                offset == RingGeometry.UNDECIDED ? ring.claim(wanted.word, wanted.next) : close(ring, subbuf, offset);
        if (moved && quiet >= 0) {
            ring.raiseTop(quiet);
        }
        return true;
    }

    private boolean close(WriterRing ring, long subbuf, int offset) {
        int units = ring.geometry().units() - offset;
        wanted.units = units;
        wanted.wideSubbuf = ring.widen(subbuf);
        step = BEFORE;
        intent.set(ThreadSlotDescriptor.CLOSE, ring, wanted);
        boolean claimed = ring.claim(wanted.word, wanted.next);
        if (claimed) {
            ring.region().putInt(byteOffset(ring, subbuf, offset), EventHeader.word(EventHeader.PADDING, 0));
            ring.commitRelease(subbuf, 0, units);
            intent.clear();
        }
        step = BEGUN;
        return claimed;
    }

    private boolean drop(WriterRing ring) {
        if (ring.reserveAcquire() != wanted.word) {
            return false;
        }
        intent.clear();
        ring.count(RingDescriptor.DROPPED_OFFSET);
        step = CLAIMED;
        return true;
    }

    private void commit(WriterRing ring, byte[] payload, int length) {
        MappedRegion region = ring.region();
        ring.putLastTimestampOpaque(wanted.timestamp);
        int at = byteOffset(ring, wanted.subbuf, wanted.offset);
        if (wanted.opens) {
            VarHandle.storeStoreFence();
            region.putLong(at - PageHeader.LENGTH + PageHeader.TIME_STAMP_OFFSET, wanted.timestamp);
            ring.enterRelease(wanted.wideSubbuf, wanted.base);
        } else if (wanted.absolute) {
            at = putTimeStamp(region, at);
        }
        putEvent(region, at, payload, length);
        ring.commitRelease(wanted.subbuf, 1, wanted.units);
        step = COMMITTED;
        intent.clear();
    }

    private int putTimeStamp(MappedRegion region, int at) {
        region.putInt(at, EventHeader.word(EventHeader.TIME_STAMP, (int) wanted.timestamp & EventHeader.DELTA_MASK));
        region.putInt(at + EventHeader.LENGTH, (int) (wanted.timestamp >>> EventHeader.DELTA_BITS));
        return at + EventHeader.LENGTH + Integer.BYTES;
    }

    /**
     * Stores the header last: a header means that the event is whole, which is all that remains visible of a writer
     * that died.
     */
    private void putEvent(MappedRegion region, int at, byte[] payload, int length) {
        int padded = (length + 3) & -4;
        int delta = wanted.opens || wanted.absolute ? 0 : wanted.delta;
        boolean large = length > EventHeader.MAX_SMALL_PAYLOAD;
        int body = at + EventHeader.LENGTH;
        if (large) {
            region.putInt(body, padded + Integer.BYTES);
            body += Integer.BYTES;
        }
        region.putWords(body, payload, padded);
        region.putIntRelease(at, EventHeader.word(large ? EventHeader.LARGE : padded >>> 2, delta));
    }

    private static int byteOffset(WriterRing ring, long subbuf, int unitOffset) {
        return ring.geometry().dataOffset(subbuf) + unitOffset * RingGeometry.UNIT;
    }
}
