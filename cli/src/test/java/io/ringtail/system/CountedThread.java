package io.ringtail.system;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thread of {@link CountingApplication}, as a reader of many CPUs comes to see it: each number once, later
 * numbers at later times. CPUs may be read in any order, but each of them has a thread's numbers in their order.
 */
final class CountedThread {
    private final TreeMap<Long, Long> aheadTimes = new TreeMap<>();
    private final Map<Integer, Long> lastByCpu = new HashMap<>();
    private long next;
    private long lastTime;

    /** Takes an event; throws where it cannot be. */
    void add(int cpu, long seq, long time) {
        Long before = lastByCpu.put(cpu, seq);
        if (before != null && before >= seq) {
            throw new AssertionError("CPU " + cpu + " has event " + seq + " behind " + before);
        }
        if (seq < next || aheadTimes.put(seq, time) != null) {
            throw new AssertionError("event " + seq + " comes twice");
        }
        for (Map.Entry<Long, Long> first = aheadTimes.firstEntry();
                first != null && first.getKey() == next;
                first = aheadTimes.firstEntry()) {
            follow(first.getValue());
            aheadTimes.remove(first.getKey());
        }
    }

    private void follow(long time) {
        if (time < lastTime) {
            throw new AssertionError("event " + next + " is from " + time + ", the one before from " + lastTime);
        }
        lastTime = time;
        next++;
    }

    /** How many events have come. */
    long count() {
        return next + aheadTimes.size();
    }

    /** How many numbers below the highest have not come. */
    long gaps() {
        return aheadTimes.isEmpty() ? 0 : aheadTimes.lastKey() + 1 - count();
    }
}
