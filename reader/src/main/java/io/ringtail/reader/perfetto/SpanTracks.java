package io.ringtail.reader.perfetto;

import io.ringtail.reader.spans.SpanPlace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** The tracks of places that are no thread's: each lies in a lane that nothing else uses while it has open spans. */
final class SpanTracks {
    private final Tracks tracks;
    private final Map<SpanPlace, Lane> used = new HashMap<>();
    private final Map<LaneName, BitSet> lanes = new HashMap<>();

    /** A place's lane, and its track. */
    private record Lane(int number, long track) {}

    /** The lanes of one name. */
    private record LaneName(int pid, String name) {
        private static LaneName of(SpanPlace place) {
            return new LaneName(place.pid(), place.name());
        }
    }

    SpanTracks(Tracks tracks) {
        this.tracks = tracks;
    }

    /** Returns the uuid of a place's track. */
    long of(SpanPlace place) {
        return used.computeIfAbsent(place, this::lane).track();
    }

    private Lane lane(SpanPlace place) {
        BitSet taken = lanes.computeIfAbsent(LaneName.of(place), key -> new BitSet());
        int number = taken.nextClearBit(0);
        taken.set(number);
        return new Lane(number, tracks.lane(place.pid(), place.name(), number));
    }

    /** Frees the lane of a place that has no open spans. */
    void release(SpanPlace place) {
        Lane lane = used.remove(place);
        BitSet taken = lanes.get(LaneName.of(place));
        if (lane != null && taken != null) {
            taken.clear(lane.number());
        }
    }
}
