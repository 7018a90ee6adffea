package io.ringtail.daemon.buffer;

import java.util.ArrayList;
import java.util.List;

/**
 * The places of rings that are adopted with a file: none overlaps another, each later one has storage, and together they
 * are no longer than the file's storage, since a daemon allocates a ring before it describes it. A process with write
 * access can describe rings of any size while no daemon runs, for which the next one would allocate storage. Asking
 * whether a place has storage may allocate a little: few places without it are asked for, and none of them twice.
 *
 * <p>A CPU's first ring may have lost its storage: its place is that of no other ring, and it is allocated again.
 */
final class AdoptedPlaces {
    /** So many places without storage show that the descriptors are forged: no other later ring is adopted. */
    private static final int MOST_HOLES = 8;

    private final List<RingPlace> places = new ArrayList<>();
    private final List<RingPlace> holes = new ArrayList<>();
    private final Storage storage;
    private long unclaimed;

    /** The storage of the file in which rings are adopted. */
    interface Storage {
        /** Returns whether a place has storage, from its beginning to its end; a part of it may be allocated. */
        boolean has(RingPlace place);
    }

    /**
     * Creates a list without places.
     *
     * @param bytes that the file occupies, tables included
     */
    AdoptedPlaces(long bytes, Storage storage) {
        this.unclaimed = bytes;
        this.storage = storage;
    }

    /** Adds all places of a CPU, or none; returns whether they were added. */
    boolean add(List<RingPlace> ofCpu) {
        long length = ofCpu.stream().mapToLong(RingPlace::length).sum();
        boolean free = length <= unclaimed && areApart(ofCpu) && ofCpu.stream().allMatch(this::isStored);
        if (free) {
            places.addAll(ofCpu);
            unclaimed -= length;
        }
        return free;
    }

    private boolean areApart(List<RingPlace> ofCpu) {
        List<RingPlace> all = new ArrayList<>(places);
        for (RingPlace place : ofCpu) {
            if (all.stream().anyMatch(place::overlaps)) {
                return false;
            }
            all.add(place);
        }
        return true;
    }

    private boolean isStored(RingPlace place) {
        if (place.ringsBefore() == 0) {
            return true;
        }
        if (holes.size() == MOST_HOLES || holes.stream().anyMatch(place::contains)) {
            return false;
        }
        boolean stored = storage.has(place);
        if (!stored) {
            holes.add(place);
        }
        return stored;
    }
}
