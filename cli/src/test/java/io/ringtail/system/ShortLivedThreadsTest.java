package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process in which tens of thousands of threads start, write and end: all they take is released. {@code
 * -Dringtail.storm.threads=100000} raises their number.
 */
@Order(1)
@Timeout(300)
@Tag("extensive")
final class ShortLivedThreadsTest {
    private static final int ALL = Integer.getInteger("ringtail.storm.threads", 30_000);
    /** More threads than the daemon remembers names for. */
    private static final int FIRST = 20_000;
    /** With 100,000 threads, less than 52 bytes each. */
    private static final long MOST_GROWTH_KB = 4 << 10;

    /** Neither the heap, touched whole at the start, nor the optimizing compiler's 20 MB come while it is measured. */
    private static final List<String> STEADY_MEMORY =
            List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");

    private static final long MOST_RESIDENT_GROWTH_KB = 16 << 10;
    /** More than the threads that end between two sweeps; a leak would take twenty times as many. */
    private static final long MOST_SLOTS = ALL / 20;
    /** A slot leaked per thread would be 128 bytes a thread: 1,250 KB for the least number of threads. */
    private static final long MOST_FILE_GROWTH_KB = 1024;

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern SLOTS = Pattern.compile("\"threads\":(\\d+)");

    /** The resources held by a client and its daemon. */
    private record Held(long slots, long clientHeapKb, long clientResidentKb, long daemonHeapKb, long fileKb) {}

    @Test
    void shouldTakeBackAllThatThreadsHeldThatHaveEnded() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--buffer-size", "8m");
                RingtailProcess client = RingtailProcess.startMain(
                        host.directory(), STEADY_MEMORY, ShortLivedThreads.class.getName(), host.dir())) {
            assertThat(client.out().readLine()).isEqualTo("ready");
            write(client, FIRST);
            Held before = held(host, client);
            write(client, ALL - FIRST);
            Held after = held(host, client);
            System.out.println("after " + FIRST + " threads " + before + ", after " + ALL + " " + after);
            assertThat(host.sum("written")).isEqualTo(ALL);
            assertThat(after.slots()).isLessThan(MOST_SLOTS);
            assertThat(after.clientHeapKb() - before.clientHeapKb()).isLessThan(MOST_GROWTH_KB);
            assertThat(after.daemonHeapKb() - before.daemonHeapKb()).isLessThan(MOST_GROWTH_KB);
            assertThat(after.clientResidentKb() - before.clientResidentKb()).isLessThan(MOST_RESIDENT_GROWTH_KB);
            assertThat(after.fileKb() - before.fileKb()).isLessThan(MOST_FILE_GROWTH_KB);
            assertThat(host.daemon().err()).isEmpty();
            assertThat(client.err()).isEmpty();
        }
    }

    private static void write(RingtailProcess client, int threads) throws Exception {
        client.tell("" + threads);
        assertThat(client.out().readLine()).isEqualTo("" + threads);
    }

    private static Held held(RingtailHost host, RingtailProcess client) throws Exception {
        long clientHeapKb = Heap.usedKb(client.pid());
        return new Held(
                number(SLOTS, host.get("/stats")),
                clientHeapKb,
                number(RESIDENT, Files.readString(Path.of("/proc/" + client.pid() + "/status"))),
                Heap.usedKb(host.daemon().pid()),
                ManyCpusTest.kilobytes(host.directory().resolve("buffer")));
    }

    private static long number(Pattern pattern, String text) {
        Matcher number = pattern.matcher(text);
        assertThat(number.find()).as("%s in %s", pattern, text).isTrue();
        return Long.parseLong(number.group(1));
    }
}
