package io.ringtail.reader.perfetto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places for spans that are known only when they have ended, and may overlap: each gets the first lane of its name that
 * was free when it began. They come in the order of their ends.
 */
final class DurationLanes {
    /** Beyond it, a lane is used again although it was not free. */
    private static final int MOST_LANES = 256;

    private final Map<Name, List<Long>> ends = new HashMap<>();

    /** The lanes of a process's spans of one name. */
    private record Name(int pid, String name) {}

    /** Returns the number of the lane for a span, from 0 on. */
    int lane(int pid, String name, long beginNs, long endNs) {
        List<Long> lanes = ends.computeIfAbsent(new Name(pid, name), key -> new ArrayList<>());
        int earliest = 0;
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (lanes.get(lane) <= beginNs) {
                lanes.set(lane, endNs);
                return lane;
            }
            earliest = lanes.get(lane) < lanes.get(earliest) ? lane : earliest;
        }
        if (lanes.size() == MOST_LANES) {
            lanes.set(earliest, endNs);
            return earliest;
        }
        lanes.add(endNs);
        return lanes.size() - 1;
    }
}
