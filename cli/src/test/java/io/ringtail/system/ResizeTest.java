package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.remote.RefusedException;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rings replaced by rings of another size, back and forth, under processes that write as fast as they can. */
@Timeout(300)
final class ResizeTest {
    private static final int ROUNDS = 4;
    private static final int THREADS = 8;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(100);
    /** In KiB. */
    private static final List<String> SIZES = List.of("256", "32", "512", "64");

    @TempDir
    private Path scratch;

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldNeitherLoseNorTearNorRepeatAnEvent() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0-3");
        try (RingtailHost host = new RingtailHost(
                        "--sysfs", sysfs.root(), "--mode", "discard", "--subbuf-size", "8k", "--buffer-size", "64k");
                CountReader reader = new CountReader(host);
                CountingClient first = CountingClient.start(host, CountingClient.ON_EIGHT_CPUS, 0, THREADS);
                CountingClient second = CountingClient.start(host, List.of(), 100, THREADS);
                CountingClient idle = CountingClient.start(host, List.of(), 200, 1)) {
            first.attach();
            second.attach();
            idle.ready();
            first.ready().go();
            second.ready().go();
            Eventually.until("events", () -> reader.total() > 0);
            for (int round = 0; round < ROUNDS; round++) {
                if (round == ROUNDS / 2) {
                    sysfs.online("0-7");
                }
                assertThat(whenFree(host, SIZES.get(round % SIZES.size()))).isEmpty();
                long before = reader.total();
                Eventually.until("more events", () -> reader.total() > before + 1000);
            }
            assertThat(host.get("/buffer_size_kb")).isEqualTo("64\n");
            refuse(host, idle);
            resizeWhileOneDies(host, idle);
            Map<Long, Long> written = new TreeMap<>(ended(first));
            written.putAll(ended(second));
            long all = written.values().stream().mapToLong(Long::longValue).sum();
            long dropped = host.sum("dropped");
            assertThat(dropped).isEqualTo(first.refused() + second.refused());
            assertThat(host.sum("written")).isEqualTo(all);
            reader.finish(written, dropped);
            assertThat(host.daemon().err()).doesNotContain("ERROR", "Exception");
            killTheDaemonAmidOne(host);
            assertThat(host.sum("written")).isEqualTo(all);
        }
    }

    @Test
    @Tag("once")
    void shouldGiveAReplacedRingsRestToATailThatWaitsUntilItIsFilled() throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--subbuf-size", "8k", "--buffer-size", "64k");
                RingtailProcess tail =
                        host.start("tail", "--json", "--buffer-percent", "50", "--count", "200", "--dir", host.dir())) {
            Eventually.until("the tail is there", () -> host.streams() == 1);
            for (String size : List.of("128", "256")) {
                host.run("load", "--count", "100", "--dir", host.dir());
                assertThat(whenFree(host, size)).isEmpty();
            }
            RingtailProcess.Ended ended = tail.ended();
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.out().lines()).hasSize(200);
            assertThat(host.sum("dropped")).isZero();
        }
    }

    /** A client that is stopped cannot map the new rings: nothing changes. */
    private static void refuse(RingtailHost host, CountingClient idle) throws Exception {
        idle.process().signal("STOP");
        assertThat(whenFree(host, "128"))
                .contains("pid " + idle.process().pid())
                .contains("has not mapped the new rings within 5 s");
        assertThat(tried(host, "100")).contains("takes a power of two from 32 to");
        assertThat(host.get("/buffer_size_kb")).isEqualTo("64\n");
    }

    /** A client that is killed while the others wait for it is waited for no longer. */
    private static void resizeWhileOneDies(RingtailHost host, CountingClient idle) throws Exception {
        try (RingtailProcess resize = host.start("resize", "--buffer-size", "128k", "--dir", host.dir())) {
            idle.close();
            RingtailProcess.Ended ended = resize.ended();
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("the rings now have 16 sub-buffers of 8192 bytes");
        }
        assertThat(host.get("/buffer_size_kb")).isEqualTo("128\n");
    }

    @SuppressWarnings("try") // the reader reads until it is closed
    private static void killTheDaemonAmidOne(RingtailHost host) throws Exception {
        Thread resize = new Thread(() -> {
            try {
                tried(host, "256");
            } catch (IOException killed) {
                // As expected.
            }
        });
        resize.start();
        host.kill();
        resize.join();
        host.restart();
        assertThat(host.get("/buffer_size_kb")).isIn("128\n", "256\n");
        // In discard mode, old rings stay until they have been read.
        try (CountReader reader = new CountReader(host)) {
            assertThat(whenFree(host, "32")).isEmpty();
        }
        assertThat(host.get("/buffer_size_kb")).isEqualTo("32\n");
    }

    /** Resizes once the last resize is over and its old rings are freed; returns the problem, empty if there is none. */
    private static String whenFree(RingtailHost host, String kib) throws Exception {
        long endNs = System.nanoTime() + PATIENCE_NS;
        String problem = tried(host, kib);
        while (problem.matches(".*(still in use|under way).*") && System.nanoTime() - endNs < 0) {
            Eventually.pause();
            problem = tried(host, kib);
        }
        return problem;
    }

    private static String tried(RingtailHost host, String kib) throws IOException {
        try {
            RemoteDaemon.local(host.directory().resolve("stream.sock")).write("/buffer_size_kb", kib);
            return "";
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Map<Long, Long> ended(CountingClient client) throws Exception {
        client.stop();
        client.awaitEnd();
        return client.written();
    }
}
