package io.ringtail.system;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of a tail: each thread's numbers, in order and without a gap; a new load begins at 0. */
final class Ticks {
    private static final Pattern TICK = Pattern.compile("tick: +seq=(\\d+) thread=(\\d+)");

    private final Map<String, Long> last = new TreeMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final List<String> problems = new CopyOnWriteArrayList<>();

    Ticks() {}

    Ticks(RingtailProcess tail) {
        Thread reads = new Thread(() -> tail.out().lines().forEach(this::take), "ticks");
        reads.setDaemon(true);
        reads.start();
    }

    void take(String line) {
        Matcher tick = TICK.matcher(line);
        if (!tick.find()) {
            problems.add(line);
            return;
        }
        long seq = Long.parseLong(tick.group(1));
        Long before = last.put(tick.group(2), seq);
        if (seq != 0 && (before == null || seq != before + 1)) {
            problems.add(line + " behind " + before);
        }
        count.incrementAndGet();
    }

    int count() {
        return count.get();
    }

    List<String> problems() {
        return problems;
    }
}
