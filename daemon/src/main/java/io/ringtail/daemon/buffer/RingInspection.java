package io.ringtail.daemon.buffer;

import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.EventHeader;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One ring's state from earlier inspections, and the corrections of words that no writer leaves. */
final class RingInspection {
    /** How long a sub-buffer must be unchanged before it is given up. */
    static final long STILL_NS = TimeUnit.SECONDS.toNanos(3);

    /** No ring has decided this many sub-buffers. */
    private static final long MOST_SUBBUFS = 1L << 56;

    private static final int PADDING = EventHeader.word(EventHeader.PADDING, 0);

    private static final Logger LOG = LoggerFactory.getLogger(RingInspection.class);

    private final ReaderRing ring;
    private final RemoteLog log;
    private final RingGeometry geometry;
    private final UnsafeBuffer region;
    private final long[] stillWord;
    private final long[] stillSince;
    private final BitSet still = new BitSet();
    private long highestTop;

    RingInspection(ReaderRing ring, RemoteLog log) {
        this.ring = ring;
        this.log = log;
        this.geometry = ring.geometry();
        this.region = ring.region();
        this.stillWord = new long[geometry.subbufCount()];
        this.stillSince = new long[geometry.subbufCount()];
    }

    int cpu() {
        return ring.cpu();
    }

    @SuppressWarnings("ReferenceEquality") // the very ring: a CPU may get another one
    boolean isOf(ReaderRing other) {
        return ring == other;
    }

    /**
     * Corrects the ring's own words; returns whether a sub-buffer has been unchanged for so long that it is doubtful.
     */
    boolean look(long nowNs) {
        ring.keepConsumed();
        if (ring.keepOpen()) {
            damaged("it was closed");
        }
        checkTop();
        checkReserve();
        return findStill(nowNs);
    }

    private void damaged(String what) {
        long times = ring.damaged(what);
        String line = "CPU " + ring.cpu() + ": the ring is damaged: " + what
                + "; skipped the damaged part and counted its events as lost. " + times
                + " times so far: a process with write access is corrupting the buffer";
        log.log(LOG, Level.WARN, "corruptions of rings", "a process with write access to the buffer", line);
    }

    /** Checks that {@code top} only grows. */
    private void checkTop() {
        long top = ring.topAcquire();
        if (top >= highestTop && top < MOST_SUBBUFS) {
            highestTop = top;
        } else if (region.compareAndSetLong(RingDescriptor.TOP_OFFSET, top, highestTop)) {
            damaged("top changed from " + highestTop + " to " + top);
        }
    }

    /** Moves {@code reserve} to the next sub-buffer if it is at a position to which no writer moves it. */
    private void checkReserve() {
        long top = ring.topAcquire();
        long word = ring.reserveAcquire();
        long position = RingGeometry.position(word);
        long subbuf = geometry.subbuf(position);
        long commit = ring.commitAcquire(subbuf);
        String damage = ring.reserveAcquire() == word ? damage(position, top, commit) : "";
        if (!damage.isEmpty()) {
            boolean far = geometry.distance(subbuf, top) > mostLead();
            long next = far ? highestTop + 1 : Math.max(geometry.widen(subbuf, highestTop), highestTop) + 1;
            long moved =
                    RingGeometry.reserveWord(geometry.position(next, RingGeometry.UNDECIDED), RingGeometry.stamp(word));
            if (region.compareAndSetLong(RingDescriptor.RESERVE_OFFSET, word, moved)) {
                damaged("reserve was " + damage);
            }
        }
    }

    /**
     * Describes what is wrong with a position; {@code commit} was read while {@code reserve} had it, {@code top}
     * before.
     */
    private String damage(long position, long top, long commit) {
        long subbuf = geometry.subbuf(position);
        int offset = geometry.offset(position);
        if (geometry.distance(subbuf, top) < 0) {
            return "before sub-buffer " + top + ", which is already decided";
        }
        if (geometry.distance(subbuf, top) > mostLead()) {
            return "at sub-buffer " + subbuf + ", far ahead of the last decided, " + top;
        }
        if (offset == RingGeometry.UNDECIDED || offset == RingGeometry.DECIDED) {
            return "";
        }
        if (offset < RingGeometry.HEADER_UNITS) {
            return "at unit " + offset + ", inside the page header";
        }
        if (RingGeometry.committedLap(commit) != geometry.lap(subbuf)) {
            return "in a sub-buffer that was never opened";
        }
        int units = RingGeometry.committedUnits(commit);
        return units > offset ? "at unit " + offset + ", but " + units + " units are committed" : "";
    }

    /** A writer that decides then raises {@code top}, unless it stops in between; this many in a row do not stop. */
    private long mostLead() {
        return 64L * (geometry.subbufCount() + 1);
    }

    private boolean findStill(long nowNs) {
        boolean doubtful = false;
        for (int slot = 0; slot < stillWord.length; slot++) {
            long commit = ring.commitAcquire(slot);
            if (RingGeometry.committedUnits(commit) == geometry.units() || isOpen(slot)) {
                still.clear(slot);
            } else if (!still.get(slot) || stillWord[slot] != commit) {
                still.set(slot);
                stillWord[slot] = commit;
                stillSince[slot] = nowNs;
            }
            doubtful |= isDoubtful(slot, nowNs);
        }
        return doubtful;
    }

    private boolean isOpen(int slot) {
        long position = RingGeometry.position(ring.reserveAcquire());
        return geometry.offset(position) != RingGeometry.UNDECIDED && geometry.slot(geometry.subbuf(position)) == slot;
    }

    private boolean isDoubtful(int slot, long nowNs) {
        return still.get(slot) && nowNs - stillSince[slot] >= STILL_NS;
    }

    /**
     * Completes the unchanged sub-buffers that no intent names: no thread owes them anything. Their contents are lost,
     * since the place of the missing events is unknown.
     *
     * @param named the slots named by any intent, read after {@link #look}
     */
    void giveUp(BitSet named, long nowNs) {
        for (int slot = still.nextSetBit(0); slot >= 0; slot = still.nextSetBit(slot + 1)) {
            if (isDoubtful(slot, nowNs) && !named.get(slot) && ring.commitAcquire(slot) == stillWord[slot]) {
                giveUp(slot);
            }
        }
    }

    private void giveUp(int slot) {
        int data = geometry.dataOffset(slot);
        for (int unit = RingGeometry.HEADER_UNITS; unit < geometry.units(); unit++) {
            region.putInt(data + unit * RingGeometry.UNIT, PADDING);
        }
        long commit = stillWord[slot];
        long complete = RingGeometry.commitWord(
                RingGeometry.committedEvents(commit), RingGeometry.committedLap(commit), geometry.units());
        if (region.compareAndSetLong(geometry.slotOffset(slot) + RingDescriptor.COMMIT_OFFSET, commit, complete)) {
            still.clear(slot);
            damaged("slot " + slot + " had " + RingGeometry.committedUnits(commit) + " of " + geometry.units()
                    + " units committed, and no writer owed the rest");
        }
    }
}
