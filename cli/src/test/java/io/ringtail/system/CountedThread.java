package io.ringtail.system;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thread of {@link CountingApplication}, as seen by a reader of many CPUs: each number arrives once, higher numbers
 * at later times. CPUs may be read in any order, but each of them has a thread's numbers in ascending order.
 */
final class CountedThread {
    private final TreeMap<Long, Long> aheadTimes = new TreeMap<>();
    private final Map<Integer, Long> lastByCpu = new HashMap<>();
    private long next;
    private long lastTime;

    /** Adds an event; throws if it is impossible. */
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

    /** The number of events received. */
    long count() {
        return next + aheadTimes.size();
    }

    /** The number of missing numbers below the highest received. */
    long gaps() {
        return aheadTimes.isEmpty() ? 0 : aheadTimes.lastKey() + 1 - count();
    }
}
