package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RingConcurrencyTest {
    private static final int WRITERS = 4;
    private static final int SEQUENCE_BITS = 28;

    @ParameterizedTest
    @CsvSource({
        "4096, 4, OVERWRITE",
        "4096, 64, OVERWRITE",
        "65536, 4, OVERWRITE",
        "4096, 4, DISCARD",
        "4096, 64, DISCARD",
        "65536, 8, DISCARD"
    })
    void shouldDeliverOrCountEachEventOfSeveralWriters(int subbufSize, int subbufCount, BufferMode mode)
            throws Exception {
        TestRing ring = new TestRing(subbufSize, subbufCount, mode);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        RingReader other = ring.ring.openReader(StartAt.OLDEST, true);
        TestRing.Delivered delivered = new TestRing.Delivered();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int id = 0; id < WRITERS; id++) {
                int writer = id;
                writers.add(threads.submit(() -> write(ring, writer, 60_000)));
            }
            while (writers.stream().anyMatch(writer -> !writer.isDone())) {
                ring.drain(reader, delivered);
                other.poll(ring.page, true);
            }
            long taken = 0;
            for (Future<Integer> writer : writers) {
                taken += writer.get();
            }
            ring.drain(reader, delivered);
            RingStatistics statistics = ring.ring.statistics();
            assertThat(statistics.written()).isEqualTo(taken);
            assertThat(statistics.dropped()).isEqualTo((long) WRITERS * 60_000 - taken);
            assertThat(delivered.events.size() + delivered.lost).isEqualTo((long) WRITERS * 60_000);
            if (mode == BufferMode.DISCARD) {
                assertThat(delivered.events).hasSize((int) taken);
            }
            assertThat(delivered.events).extracting(TestRing.Event::timestamp).isSortedAccordingTo(Long::compare);
            checkOrder(delivered.events);
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int write(TestRing ring, int id, int count) {
        RingWriter writer = ring.writer(id, System::nanoTime);
        int taken = 0;
        for (int i = 0; i < count; i++) {
            taken += ring.write(writer, id << SEQUENCE_BITS | i, 8 + (i * 7 + id) % 180) ? 1 : 0;
        }
        return taken;
    }

    private static void checkOrder(List<TestRing.Event> events) {
        Map<Integer, Integer> last = new HashMap<>();
        for (TestRing.Event event : events) {
            int writer = event.sequence() >>> SEQUENCE_BITS;
            int sequence = event.sequence() & ((1 << SEQUENCE_BITS) - 1);
            assertThat(sequence).isGreaterThan(last.getOrDefault(writer, -1));
            last.put(writer, sequence);
        }
    }
}
