package io.ringtail.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a process test counts, allowed and forbidden, in the order of its first counts. */
final class OrderingCounts {
    private static final String FORBIDDEN = "FORBIDDEN ";

    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long forbidden;

    /** Counts what may occur. */
    void add(String what, long count) {
        counts.merge(what, count, Long::sum);
    }

    /** Counts what must not occur; listed only if it does. */
    void forbid(String what, long count) {
        if (count != 0) {
            add(FORBIDDEN + what, Math.abs(count));
            forbidden += Math.abs(count);
        }
    }

    /** Returns a count that {@link #add} has made. */
    long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** Returns all counts as a row of the table. */
    OrderingRow row(String test, long runs) {
        return new OrderingRow(test, runs, counts, forbidden);
    }
}
