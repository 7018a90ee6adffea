package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One CPU's descriptor: the places of its ring, and of the one that is to replace it or that it has replaced. Keeps its
 * own copy, since processes with write access can change the file's. For the conductor's thread.
 */
final class CpuPlaces {
    private final UnsafeBuffer metadata;
    private final Geometry geometry;
    private final int descriptor;
    private final RingPlace first;
    private RingPlace current;
    private @Nullable RingPlace other;
    private int stage = CpuDescriptor.ALONE;
    private List<Long> past = RingPast.NONE.counts();
    private long epoch;

    CpuPlaces(UnsafeBuffer metadata, Geometry geometry, int cpu) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.descriptor = geometry.cpuOffset(cpu);
        this.first = RingPlace.first(geometry, cpu);
        this.current = first;
    }

    /**
     * Adopts what an earlier daemon left of a prepared CPU; places in which no daemon puts a ring are not adopted, and
     * the first ring is assumed.
     *
     * @param adopted the places of the CPUs before this one, to which this one's are added
     * @return whether the descriptor was plausible
     */
    boolean adopt(long fileLength, AdoptedPlaces adopted) {
        epoch = metadata.getLong(descriptor + CpuDescriptor.EPOCH_OFFSET);
        long turn = metadata.getLongAcquire(descriptor + CpuDescriptor.TURN_OFFSET);
        int rings = CpuDescriptor.ringsBefore(turn);
        int found = CpuDescriptor.stage(turn);
        RingPlace here = place(rings, fileLength);
        RingPlace there = found == CpuDescriptor.ALONE
                ? null
                : place(found == CpuDescriptor.NEXT ? rings + 1 : rings - 1, fileLength);
        boolean known = found == CpuDescriptor.ALONE || found == CpuDescriptor.NEXT || found == CpuDescriptor.FORMER;
        if (here == null || !known || (there == null && found != CpuDescriptor.ALONE)) {
            return false;
        }
        if (!adopted.add(there == null ? List.of(here) : List.of(here, there))) {
            return false;
        }
        current = here;
        other = there;
        stage = found;
        past = IntStream.range(0, CpuDescriptor.PAST_COUNTERS)
                .mapToObj(i -> Math.max(0, metadata.getLong(pastOffset(i))))
                .toList();
        return true;
    }

    /** Forgets what was adopted: the CPU begins with its first ring, as if it had never had one. */
    void forget() {
        current = first;
        other = null;
        stage = CpuDescriptor.ALONE;
        past = RingPast.NONE.counts();
    }

    private @Nullable RingPlace place(int ringsBefore, long fileLength) {
        long offset = metadata.getLong(descriptor + CpuDescriptor.regionOffset(ringsBefore));
        int count = metadata.getInt(descriptor + CpuDescriptor.countOffset(ringsBefore));
        try {
            RingGeometry sizes = geometry.ring().withCount(count);
            boolean isFirst = ringsBefore == 0
                    && offset == first.offset()
                    && count == first.sizes().subbufCount();
            boolean isLater = ringsBefore > 0
                    && offset >= geometry.fileLength()
                    && offset <= fileLength - sizes.regionLength()
                    && offset % sizes.regionLength() == 0;
            return isFirst || isLater ? new RingPlace(ringsBefore, offset, sizes) : null;
        } catch (IllegalArgumentException noSizes) {
            return null;
        }
    }

    /** Returns the end of what rings occupy, at least an offset: whatever follows has never been one's. */
    static long end(CpuPlaces[] all, long least) {
        long end = least;
        for (CpuPlaces each : all) {
            RingPlace other = each.other;
            end = Math.max(end, Math.max(each.current.end(), other == null ? 0 : other.end()));
        }
        return end;
    }

    RingPlace current() {
        return current;
    }

    @Nullable
    RingPlace other() {
        return other;
    }

    /** Allocates storage for all that is in use. */
    void allocate(FileMapper mapper) throws BufferFileException {
        mapper.allocate(current.offset(), current.length());
        RingPlace also = other;
        if (also != null) {
            mapper.allocate(also.offset(), also.length());
        }
    }

    /** Allocates storage for the first ring, if it is in use: later ones were not adopted unless they have it. */
    void allocateFirst(FileMapper mapper) throws BufferFileException {
        if (current.ringsBefore() == 0 || (other != null && other.ringsBefore() == 0)) {
            mapper.allocate(first.offset(), first.length());
        }
    }

    boolean hasNext() {
        return stage == CpuDescriptor.NEXT;
    }

    boolean hasFormer() {
        return stage == CpuDescriptor.FORMER;
    }

    /** What former rings have counted, without one that is still needed. */
    List<Long> past() {
        return past;
    }

    /** Announces the ring to which writers go once the current one is closed. */
    void next(RingPlace place) {
        move(CpuDescriptor.NEXT, place);
    }

    /** Withdraws the next ring, or forgets the former one, and sets what former rings have counted. */
    void alone(List<Long> counts) {
        past = counts;
        move(CpuDescriptor.ALONE, null);
    }

    /** Makes the next ring the current one, and the current one the former. */
    void turn() {
        RingPlace last = current;
        if (other == null) {
            throw new IllegalStateException("there is no next ring");
        }
        current = other;
        move(CpuDescriptor.FORMER, last);
    }

    private void move(int newStage, @Nullable RingPlace newOther) {
        other = newOther;
        stage = newStage;
        store();
    }

    /** Stores the descriptor of a CPU that is prepared in an epoch. */
    void describe(int state, long inEpoch) {
        epoch = inEpoch;
        store();
        metadata.putIntRelease(descriptor + CpuDescriptor.STATE_OFFSET, state);
    }

    /** Stores the descriptor again as it should be. */
    void describeAgain(int state) {
        describe(state, epoch);
    }

    private void store() {
        put(current);
        if (other != null) {
            put(other);
        }
        for (int i = 0; i < past.size(); i++) {
            metadata.putLong(pastOffset(i), past.get(i));
        }
        metadata.putLong(descriptor + CpuDescriptor.EPOCH_OFFSET, epoch);
        metadata.putLongRelease(descriptor + CpuDescriptor.TURN_OFFSET, turnWord());
    }

    private void put(RingPlace place) {
        int rings = place.ringsBefore();
        metadata.putInt(
                descriptor + CpuDescriptor.countOffset(rings), place.sizes().subbufCount());
        if ((rings & 1) == 0) {
            metadata.putLong(descriptor + CpuDescriptor.REGION_LENGTH_OFFSET, place.length());
        }
        metadata.putLong(descriptor + CpuDescriptor.regionOffset(rings), place.offset());
    }

    /** Returns whether the descriptor is as it should be, its state apart. */
    boolean isDescribed() {
        boolean same = is(current)
                && (other == null || is(other))
                && metadata.getLongOpaque(descriptor + CpuDescriptor.TURN_OFFSET) == turnWord()
                && metadata.getLongOpaque(descriptor + CpuDescriptor.EPOCH_OFFSET) == epoch;
        for (int i = 0; i < past.size(); i++) {
            same &= metadata.getLongOpaque(pastOffset(i)) == past.get(i);
        }
        return same;
    }

    private boolean is(RingPlace place) {
        int rings = place.ringsBefore();
        boolean even = (rings & 1) == 0;
        return metadata.getLongOpaque(descriptor + CpuDescriptor.regionOffset(rings)) == place.offset()
                && metadata.getIntOpaque(descriptor + CpuDescriptor.countOffset(rings))
                        == place.sizes().subbufCount()
                && (!even || metadata.getLongOpaque(descriptor + CpuDescriptor.REGION_LENGTH_OFFSET) == place.length());
    }

    private int pastOffset(int counter) {
        return descriptor + CpuDescriptor.PAST_OFFSET + counter * Long.BYTES;
    }

    private long turnWord() {
        return CpuDescriptor.turn(stage, current.ringsBefore());
    }
}
