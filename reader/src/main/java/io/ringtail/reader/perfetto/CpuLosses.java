package io.ringtail.reader.perfetto;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The losses of each CPU that have not been written yet. Those of a known number are added up; a loss of unknown number
 * is another one, so that the known number is not lost in turn.
 */
final class CpuLosses {
    static final long UNKNOWN = -1;

    private final Map<Integer, Long> counted = new TreeMap<>();
    private final Set<Integer> uncounted = new TreeSet<>();

    /** A CPU's loss; the count is {@link #UNKNOWN} if nobody knows it. */
    record Loss(int cpu, long count) {}

    void add(int cpu, long count) {
        if (count < 0) {
            uncounted.add(cpu);
        } else {
            counted.merge(cpu, count, Long::sum);
        }
    }

    /** Returns a CPU's losses, and forgets them. */
    List<Loss> take(int cpu) {
        if (counted.isEmpty() && uncounted.isEmpty()) {
            return List.of();
        }
        List<Loss> taken = new ArrayList<>();
        Long count = counted.remove(cpu);
        if (count != null) {
            taken.add(new Loss(cpu, count));
        }
        if (uncounted.remove(cpu)) {
            taken.add(new Loss(cpu, UNKNOWN));
        }
        return taken;
    }

    /** Returns all CPUs' losses, and forgets them. */
    List<Loss> takeAll() {
        List<Loss> taken = new ArrayList<>();
        counted.forEach((cpu, count) -> taken.add(new Loss(cpu, count)));
        uncounted.forEach(cpu -> taken.add(new Loss(cpu, UNKNOWN)));
        counted.clear();
        uncounted.clear();
        return taken;
    }
}
