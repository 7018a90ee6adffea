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
 * What a sub-buffer's bytes say of sets of claims that have the sum of what is missing: only where a set is the true one
 * do the events around it follow each other, with times that lead from one value that {@code reserve} is known to have
 * had to the next.
 */
final class PageEvidence {
    /** More doubtful claims are no accident, and their sets are many. */
    private static final int MOST_DOUBTFUL = 6;

    private static final int TID_OFFSET = Integer.BYTES;

    private final UnsafeBuffer region;
    private final RingGeometry geometry;
    private final List<DeadIntent> candidates;
    private final Map<Integer, Long> stamps = new HashMap<>();
    private final long subbuf;
    private final long pageTime;
    private final int taken;
    private int at;
    private long time;

    /**
     * The evidence in a sub-buffer that nobody writes.
     *
     * @param intents all of dead threads on it: their {@code oldWord}s tell when {@code reserve} was where
     * @param candidates those that can be holes, by their starts
     * @param taken units reserved
     * @param reserve as it stands; null where its stamp is no event's time
     */
    PageEvidence(
            Ring ring,
            long subbuf,
            List<DeadIntent> intents,
            List<DeadIntent> candidates,
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

    /** The sets of claims with a sum, in which all of {@code certain} are, that the bytes do not speak against. */
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
     * What can be filled in, whichever of some sets is the true one; nothing where that matters. Claims to the same place
     * differ in their thread and time alone. Otherwise each claim that is not in all sets must have its thread's own event
     * in its place: the one that the thread was writing when it died.
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

    /** Whether what is taken is these holes, and events whose times add up. */
    private boolean addsUp(BitSet holes) {
        at = RingGeometry.HEADER_UNITS;
        time = pageTime;
        boolean whole = true;
        for (int i = holes.nextSetBit(0); whole && i >= 0; i = holes.nextSetBit(i + 1)) {
            DeadIntent hole = candidates.get(i);
            whole = hole.opens() ? at == RingGeometry.HEADER_UNITS : walkTo(hole.start(geometry)) && isKnownTime();
            time = hole.closes() ? time : hole.timestamp();
            at = hole.end(geometry);
        }
        return whole && walkTo(taken) && isKnownTime();
    }

    /** Goes on to where an event has to end. */
    private boolean walkTo(int end) {
        boolean whole = at <= end;
        while (whole && at < end) {
            whole = isKnownTime() && passEvent(end);
        }
        return whole && at == end;
    }

    /** Whether {@code reserve} was not here, or with this time. */
    private boolean isKnownTime() {
        Long stamp = stamps.get(at);
        return stamp == null || stamp == (time & RingGeometry.STAMP_MASK);
    }

    private boolean passEvent(int end) {
        int word = region.getInt(byteOffset(at));
        int typeLen = EventHeader.typeLen(word);
        int units = 1 + typeLen;
        if (typeLen == EventHeader.TIME_STAMP) {
            units = DeadIntent.STAMP_UNITS;
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

    /** Whether a claim's place holds its thread's own event, or the beginning of it. */
    private boolean isOwn(DeadIntent claim) {
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
            start += DeadIntent.STAMP_UNITS * RingGeometry.UNIT;
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
