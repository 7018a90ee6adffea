package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The evidence in a sub-buffer's bytes for or against sets of claims that sum to the missing units: only for the true
 * set do the surrounding events follow each other, with times that match all values that {@code reserve} is known to
 * have had.
 */
final class PageEvidence {
    /** No accident leaves more doubtful claims than this, and they would have many sets. */
    private static final int MOST_DOUBTFUL = 6;

    private static final int TID_OFFSET = Integer.BYTES;

    private final UnsafeBuffer region;
    private final RingGeometry geometry;
    private final List<ThreadIntent> candidates;
    private final Map<Integer, Long> stamps = new HashMap<>();
    private final long subbuf;
    private final long pageTime;
    private final int taken;
    private int at;
    private long time;

    /**
     * Creates the evidence in a sub-buffer that no thread writes.
     *
     * @param intents all intents of dead threads on it: each {@code oldWord} gives a position of {@code reserve} and
     *     its time
     * @param candidates those that can be holes, sorted by their starts
     * @param taken units reserved
     * @param reserve the current value; null if its stamp is no event's time
     */
    PageEvidence(
            ReaderRing ring,
            long subbuf,
            List<ThreadIntent> intents,
            List<ThreadIntent> candidates,
            int taken,
            @Nullable Long reserve) {
        this.region = ring.region();
        this.geometry = ring.geometry();
        this.candidates = candidates;
        this.subbuf = subbuf;
        this.pageTime = ring.pageTimestamp(subbuf);
        this.taken = taken;
        intents.stream().filter(intent -> !intent.absolute()).forEach(intent -> addStamp(intent.oldWord()));
        if (reserve != null) {
            addStamp(reserve);
        }
    }

    private void addStamp(long word) {
        long position = RingGeometry.position(word);
        if (geometry.distance(geometry.subbuf(position), subbuf) == 0) {
            stamps.put(geometry.offset(position), RingGeometry.stamp(word));
        }
    }

    /** Returns the sets of claims that have a sum, contain all of {@code certain}, and are not refuted by the bytes. */
    List<BitSet> sets(BitSet certain, BitSet doubtful, int sum) {
        List<BitSet> sets = new ArrayList<>();
        int[] choices = doubtful.stream().toArray();
        for (int choice = 0; choices.length <= MOST_DOUBTFUL && choice < 1 << choices.length; choice++) {
            BitSet set = (BitSet) certain.clone();
            for (int i = 0; i < choices.length; i++) {
                set.set(choices[i], set.get(choices[i]) || (choice >>> i & 1) != 0);
            }
            if (set.stream().map(i -> candidates.get(i).units()).sum() == sum && addsUp(set)) {
                sets.add(set);
            }
        }
        return sets;
    }

    /**
     * Returns the claims that can be filled in, whichever set is the true one; none if that matters. Claims to the same
     * place differ only in thread and time. Otherwise each claim that is not in all sets must have its thread's own
     * event in its place: the one that the thread was writing when it died.
     */
    BitSet harmless(List<BitSet> sets) {
        BitSet any = new BitSet();
        BitSet units = new BitSet();
        boolean sameUnits = true;
        for (BitSet set : sets) {
            BitSet covered = units(set);
            sameUnits &= units.isEmpty() || units.equals(covered);
            units = covered;
            any.or(set);
        }
        boolean sameEvents = sets.stream()
                        .mapToInt(set -> PageRepair.events(candidates, set))
                        .distinct()
                        .count()
                == 1;
        if (sameEvents && sameUnits) {
            return Collections.max(sets, Comparator.comparingLong(set -> own(set)));
        }
        int claimed = any.stream().map(i -> candidates.get(i).units()).sum();
        boolean apart = units(any).cardinality() == claimed;
        boolean own = any.stream().allMatch(i -> sets.stream().allMatch(set -> set.get(i)) || isOwn(candidates.get(i)));
        return sameEvents && apart && own ? any : new BitSet();
    }

    private BitSet units(BitSet set) {
        BitSet units = new BitSet(geometry.units());
        set.stream().mapToObj(candidates::get).forEach(claim -> units.set(claim.start(geometry), claim.end(geometry)));
        return units;
    }

    private long own(BitSet set) {
        return set.stream().mapToObj(candidates::get).filter(this::isOwn).count();
    }

    /** Returns whether the reserved units consist of these holes, and events whose times add up. */
    private boolean addsUp(BitSet holes) {
        at = RingGeometry.HEADER_UNITS;
        time = pageTime;
        boolean whole = true;
        for (int i = holes.nextSetBit(0); whole && i >= 0; i = holes.nextSetBit(i + 1)) {
            ThreadIntent hole = candidates.get(i);
            whole = hole.opens() ? at == RingGeometry.HEADER_UNITS : walkTo(hole.start(geometry)) && isKnownTime();
            time = hole.closes() ? time : hole.timestamp();
            at = hole.end(geometry);
        }
        return whole && walkTo(taken) && isKnownTime();
    }

    /** Advances to an offset at which an event must end. */
    private boolean walkTo(int end) {
        boolean whole = at <= end;
        while (whole && at < end) {
            whole = isKnownTime() && passEvent(end);
        }
        return whole && at == end;
    }

    /** Returns whether {@code reserve} is not known to have been here, or was here with this time. */
    private boolean isKnownTime() {
        Long stamp = stamps.get(at);
        return stamp == null || stamp == (time & RingGeometry.STAMP_MASK);
    }

    private boolean passEvent(int end) {
        int word = region.getInt(byteOffset(at));
        int typeLen = EventHeader.typeLen(word);
        int units = 1 + typeLen;
        if (typeLen == EventHeader.TIME_STAMP) {
            units = ThreadIntent.STAMP_UNITS;
            long high = Integer.toUnsignedLong(region.getInt(byteOffset(at + 1)));
            time = EventHeader.delta(word) | high << EventHeader.DELTA_BITS;
        } else if (typeLen == EventHeader.PADDING) {
            units = EventHeader.delta(word) == 0 ? geometry.units() - at : 0;
        } else if (typeLen == EventHeader.TIME_EXTEND) {
            units = 0;
        } else {
            units = typeLen == EventHeader.LARGE ? 1 + region.getInt(byteOffset(at + 1)) / RingGeometry.UNIT : units;
            time += EventHeader.delta(word);
        }
        at += units;
        return units > 0 && at > 0 && at <= end;
    }

    private int byteOffset(int unit) {
        return geometry.dataOffset(subbuf) + unit * RingGeometry.UNIT;
    }

    /** Returns whether a claim's place holds its thread's own event, or the beginning of it. */
    private boolean isOwn(ThreadIntent claim) {
        int start = byteOffset(claim.start(geometry));
        if (claim.closes()) {
            return region.getInt(start) == EventHeader.word(EventHeader.PADDING, 0);
        }
        boolean own = claim.tid() != 0;
        long delta = claim.delta();
        if (claim.opens()) {
            own &= region.getLong(start + PageHeader.TIME_STAMP_OFFSET) == claim.timestamp();
            start += PageHeader.LENGTH;
            delta = 0;
        } else if (claim.absolute()) {
            start += ThreadIntent.STAMP_UNITS * RingGeometry.UNIT;
            delta = 0;
        }
        int units = claim.eventUnits();
        boolean small = units - 1 <= EventHeader.MAX_TYPE_LEN;
        int payload = start + (small ? 1 : 2) * RingGeometry.UNIT;
        return own
                && region.getInt(start) == EventHeader.word(small ? units - 1 : EventHeader.LARGE, (int) delta)
                && region.getInt(payload + TID_OFFSET) == claim.tid();
    }
}
