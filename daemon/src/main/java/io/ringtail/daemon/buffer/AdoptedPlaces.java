package io.ringtail.daemon.buffer;

import java.util.ArrayList;
import java.util.List;

/**
 * The places of rings that are adopted with a file: none overlaps another, and together they are no longer than the
 * file's storage, since a daemon allocates a ring before it describes it. A process with write access can describe
 * rings of any size while no daemon runs, for which the next one would allocate storage.
 */
final class AdoptedPlaces {
    private final List<RingPlace> places = new ArrayList<>();
    private long unclaimed;

    /**
     * Creates a list without places.
     *
     * @param storage that the file occupies, in bytes, tables included
     */
    AdoptedPlaces(long storage) {
        this.unclaimed = storage;
    }

    /** Adds all places of a CPU, or none; returns whether they were added. */
    boolean add(List<RingPlace> ofCpu) {
        long length = ofCpu.stream().mapToLong(RingPlace::length).sum();
        boolean free = length <= unclaimed
                && ofCpu.stream().noneMatch(place -> places.stream().anyMatch(place::overlaps));
        if (free) {
            places.addAll(ofCpu);
            unclaimed -= length;
        }
        return free;
    }
}
