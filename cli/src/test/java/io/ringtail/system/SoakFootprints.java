package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a soak's daemons, its application that lives through all, and their buffer hold: little more than at first. */
final class SoakFootprints {
    private static final long MOST_HEAP_KB = 40 << 10;
    private static final Footprint GROWTH = new Footprint(16, 10, 100, 96 << 10);
    private static final long MOST_BUFFER_GROWTH_BYTES = 1 << 20;
    private static final int BLOCK = 512;
    private static final Pattern USED = Pattern.compile("\"resource\":\"([^\"]+)\",\"used\":(\\d+)");

    private final Map<Integer, Footprint> first = new TreeMap<>();
    private final Map<String, Long> firstUsed = new TreeMap<>();
    private final Map<String, Long> mostUsed = new TreeMap<>();
    private Footprint daemonMost = new Footprint(0, 0, 0, 0);
    private Footprint applicationMost = new Footprint(0, 0, 0, 0);
    private long heapMostKb;
    private long bufferFirst = -1;
    private long bufferMost;

    /** Looks at all of it, while nothing else runs. */
    void check(RingtailHost host, int application) throws Exception {
        daemonMost = daemonMost.max(check(host.daemon().pid()));
        applicationMost = applicationMost.max(check(application));
        long heapKb = Heap.usedKb(host.daemon().pid());
        heapMostKb = Math.max(heapMostKb, heapKb);
        assertThat(heapKb).as("the daemon's heap, KB").isLessThan(MOST_HEAP_KB);
        checkBuffer(host.directory().resolve("buffer"));
        checkUsed(host.get("/stats"));
    }

    private Footprint check(int pid) throws Exception {
        Footprint now = Footprint.of(pid);
        Footprint before = first.computeIfAbsent(pid, unknown -> now);
        assertThat(now.isWithin(before, GROWTH))
                .as("process %d holds %s, at first %s", pid, now, before)
                .isTrue();
        return now;
    }

    private void checkBuffer(Path buffer) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", buffer.toString()).start();
        long bytes = Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                * BLOCK;
        bufferFirst = bufferFirst < 0 ? bytes : bufferFirst;
        bufferMost = Math.max(bufferMost, bytes);
        assertThat(bytes)
                .as("the buffer's memory, at first %d", bufferFirst)
                .isLessThanOrEqualTo(bufferFirst + MOST_BUFFER_GROWTH_BYTES);
    }

    /** Records, slots and event types: those of the one application. */
    private void checkUsed(String stats) {
        Matcher quota = USED.matcher(stats);
        while (quota.find()) {
            String resource = quota.group(1);
            long used = Long.parseLong(quota.group(2));
            firstUsed.putIfAbsent(resource, used);
            mostUsed.merge(resource, used, Math::max);
            assertThat(used)
                    .as("%s, at first %d", resource, firstUsed.get(resource))
                    .isLessThanOrEqualTo(2 * firstUsed.getOrDefault(resource, 0L));
        }
    }

    /** The most that was held, as an item of a list in Markdown each. */
    String report() {
        return String.format(
                Locale.ROOT,
                """
                - daemon: %d descriptors, %d threads, %d mappings, %d KB of its own, heap %d KB
                - lasting application: %d descriptors, %d threads, %d mappings, %d KB of its own
                - buffer: %d KB allocated, at first %d KB
                - in use: %s, at first %s
                """,
                daemonMost.descriptors(),
                daemonMost.threads(),
                daemonMost.mappings(),
                daemonMost.ownKb(),
                heapMostKb,
                applicationMost.descriptors(),
                applicationMost.threads(),
                applicationMost.mappings(),
                applicationMost.ownKb(),
                bufferMost >> 10,
                bufferFirst >> 10,
                mostUsed,
                firstUsed);
    }
}
