package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that emit events, a daemon, and a tail, each in its own process. */
@Timeout(180)
final class MainJobTest {
    private static final int THREADS = 4;
    private static final int COUNT = 250_000;
    private static final long ALL = 2L * THREADS * COUNT;

    @Test
    void shouldDeliverEveryEventOnceAndInOrderWhereRingsWaitForTheReader() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--mode", "discard", "--buffer-size", "128m");
                RingtailProcess tail = host.start("tail", "--json", "--from", "oldest", "--dir", host.dir());
                RingtailProcess one = load(host);
                RingtailProcess two = load(host)) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), ALL);
            assertThat(emitted(one) + emitted(two)).isEqualTo(ALL);
            assertThat(tailed.nextByTid()).hasSize(2 * THREADS);
            assertThat(tailed.nextByTid().values()).containsOnly((long) COUNT);
            assertThat(tailed.threadByTid().values()).containsExactlyInAnyOrder(0L, 0L, 1L, 1L, 2L, 2L, 3L, 3L);
            assertThat(tailed.lost()).isZero();
            assertThat(withoutZeroes(host.stat("written"))).isEqualTo(tailed.delivered());
            assertThat(withoutZeroes(host.stat("dropped"))).isEmpty();
            endOf(tail);
        }
    }

    @Test
    void shouldAccountForEveryEventThatASlowReaderLost() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--buffer-size", "256k");
                RingtailProcess tail = host.start("tail", "--json", "--from", "oldest", "--dir", host.dir());
                RingtailProcess one = load(host);
                RingtailProcess two = load(host)) {
            assertThat(emitted(one) + emitted(two)).isEqualTo(ALL);
            Map<Integer, Long> asked = host.stat("written");
            host.stat("dropped").forEach((cpu, dropped) -> asked.merge(cpu, dropped, Long::sum));
            TailedEvents tailed = new TailedEvents(false);
            tailed.read(tail.out(), sum(asked));
            assertThat(tailed.lost()).isPositive();
            assertThat(tailed.deliveredAndLost()).isEqualTo(withoutZeroes(asked));
            assertThat(sum(asked)).isEqualTo(ALL);
            endOf(tail);
        }
    }

    private static RingtailProcess load(RingtailHost host) throws Exception {
        String[] command = {
            "load", "--dir", host.dir(), "--threads", "" + THREADS, "--count", "" + COUNT, "--payload", "0"
        };
        return host.start(command);
    }

    private static long emitted(RingtailProcess load) throws Exception {
        RingtailProcess.Ended ended = load.ended();
        assertThat(ended.status()).as(ended.err()).isZero();
        return RingtailHost.number(ended.out(), "emitted");
    }

    private static void endOf(RingtailProcess tail) throws Exception {
        tail.terminate();
        RingtailProcess.Ended ended = tail.ended();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    private static long sum(Map<Integer, Long> byCpu) {
        return byCpu.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<Integer, Long> withoutZeroes(Map<Integer, Long> byCpu) {
        Map<Integer, Long> left = new TreeMap<>(byCpu);
        left.values().removeAll(Collections.singleton(0L));
        return left;
    }
}
