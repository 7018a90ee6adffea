package io.ringtail.reader.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventMergerTest {
    private static final int CPUS = 4;
    private static final int THREADS = 6;
    private static final int EVENTS = 4000;

    private final List<String> told = new ArrayList<>();
    private final List<Told> events = new ArrayList<>();
    private final MergedEvents output = new MergedEvents() {
        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            int thread = page.getInt(event.payloadOffset());
            events.add(new Told(cpu, thread, page.getInt(event.payloadOffset() + 4), event.timestamp()));
            told.add(cpu + "@" + event.timestamp());
        }

        @Override
        public void onLost(int cpu, long lost) {
            told.add(cpu + " lost " + lost);
        }

        @Override
        public void onLate(int cpu, long byNs) {
            told.add(cpu + " late by " + byNs);
        }
    };

    @Test
    void shouldWaitUntilEveryOtherCpuIsKnownToBeComplete() {
        EventMerger merger = merger();
        merger.addCpu(0);
        merger.addCpu(1);
        add(merger, 0, 0, 10, 30);

        assertThat(merger.deliverAll()).isZero();
        merger.watermark(1, 10);
        assertThat(merger.deliverAll()).isEqualTo(1);
        add(merger, 1, 0, 20, 40);
        assertThat(merger.deliverAll()).isEqualTo(2);
        merger.watermark(0, 40);
        assertThat(merger.deliverAll()).isEqualTo(1);

        assertThat(told).containsExactly("0@10", "1@20", "0@30", "1@40");
    }

    @Test
    void shouldTellALossBeforeThePagesFirstEvent() {
        EventMerger merger = merger();
        add(merger, 2, 0, 5);
        add(merger, 2, 17, 9);

        merger.deliverAll();

        assertThat(told).containsExactly("2@5", "2 lost 17", "2@9");
    }

    @Test
    void shouldHoldAsMuchAsTheOrderNeeds() {
        EventMerger merger = merger();
        merger.addCpu(1);
        for (int i = 0; i < 1000; i++) {
            add(merger, 0, 0, 1000 + i);
            assertThat(merger.deliverAll()).isZero();
        }
        add(merger, 1, 0, 10);
        merger.watermark(1, 2000);

        assertThat(merger.deliverAll()).isEqualTo(1001);
        assertThat(told).startsWith("1@10", "0@1000").doesNotContain("late");
        assertThat(merger.heldBytes()).isZero();
    }

    @Test
    void shouldSayWhatIsAwaited() {
        EventMerger merger = merger();
        merger.addCpu(1);
        assertThat(merger.awaited(1)).isEqualTo(Long.MIN_VALUE);
        add(merger, 0, 0, 10);
        assertThat(merger.awaited(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(merger.awaited(1)).isEqualTo(10);
        merger.watermark(1, 10);
        assertThat(merger.awaited(1)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void shouldTellALateEventAndThatItIsLate() {
        EventMerger merger = merger();
        merger.addCpu(1);
        merger.watermark(1, 50);
        add(merger, 0, 0, 40);
        merger.deliverAll();
        add(merger, 1, 0, 20, 30, 45);
        merger.watermark(0, 50);
        merger.deliverAll();

        assertThat(told).containsExactly("0@40", "1 late by 20", "1@20", "1@30", "1@45");
    }

    @Test
    void shouldTellEverythingWhenNothingMoreComes() {
        EventMerger merger = merger();
        merger.addCpu(1);
        add(merger, 0, 0, 10, 20);

        assertThat(merger.flush()).isEqualTo(2);
        assertThat(merger.heldBytes()).isZero();
    }

    @Test
    void shouldGoOnBehindADamagedPage() {
        EventMerger merger = merger();
        ByteBuffer damaged = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        damaged.putLong(PageHeader.COMMIT_OFFSET, 1000);
        merger.addPage(0, damaged, 0, 64);
        merger.addPage(0, damaged, 0, 3);
        add(merger, 0, 0, 10);

        assertThat(merger.deliverAll()).isEqualTo(1);
        assertThat(merger.heldBytes()).isZero();
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /**
     * Threads write one after the other on arbitrary CPUs; each CPU's pages and watermarks arrive at arbitrary times.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepEachThreadsAndEachCpusOrder(int seed) {
        Random random = new Random(seed);
        List<List<Told>> cpus = history(random);
        EventMerger merger = merger();
        IntStream.range(0, CPUS).forEach(merger::addCpu);
        int[] sent = new int[CPUS];
        long clock = 0;
        while (events.size() < EVENTS) {
            clock += random.nextInt(200);
            int cpu = random.nextInt(CPUS);
            poll(merger, cpus.get(cpu), sent, cpu, clock, random);
            merger.deliverAll();
        }

        assertThat(events).hasSize(EVENTS);
        inOrder();
        for (int i = 1; i < EVENTS; i++) {
            assertThat(events.get(i).time())
                    .isGreaterThanOrEqualTo(events.get(i - 1).time());
        }
    }

    private void poll(EventMerger merger, List<Told> ring, int[] sent, int cpu, long clock, Random random) {
        int from = sent[cpu];
        int to = from;
        while (to < ring.size()
                && to - from < 1 + random.nextInt(20)
                && ring.get(to).time() < clock) {
            to++;
        }
        if (to > from) {
            ByteBuffer page = page(0, ring.subList(from, to));
            merger.addPage(cpu, page, 0, page.limit());
            sent[cpu] = to;
        } else if (from == ring.size() || ring.get(from).time() >= clock) {
            merger.watermark(cpu, clock - 1);
        }
    }

    private static List<List<Told>> history(Random random) {
        List<List<Told>> cpus = new ArrayList<>();
        IntStream.range(0, CPUS).forEach(cpu -> cpus.add(new ArrayList<>()));
        int[] next = new int[THREADS];
        long[] last = new long[THREADS];
        long time = 0;
        for (int i = 0; i < EVENTS; i++) {
            int thread = random.nextInt(THREADS);
            time = Math.max(time + random.nextInt(10), last[thread] + 1);
            last[thread] = time;
            int cpu = random.nextInt(CPUS);
            cpus.get(cpu).add(new Told(cpu, thread, next[thread]++, time));
        }
        return cpus;
    }

    private void inOrder() {
        Map<Integer, Integer> lastOfThread = new HashMap<>();
        Map<Integer, Long> lastOfCpu = new HashMap<>();
        for (Told event : events) {
            Integer before = lastOfThread.put(event.thread(), event.number());
            assertThat(event.number()).isEqualTo(before == null ? 0 : before + 1);
            Long earlier = lastOfCpu.put(event.cpu(), event.time());
            assertThat(earlier == null || earlier <= event.time()).isTrue();
        }
    }

    private EventMerger merger() {
        return new EventMerger(CPUS, output);
    }

    private static void add(EventMerger merger, int cpu, long lost, long... times) {
        List<Told> list = new ArrayList<>();
        for (long time : times) {
            list.add(new Told(cpu, 0, 0, time));
        }
        ByteBuffer page = page(lost, list);
        merger.addPage(cpu, page, 0, page.limit());
    }

    private static ByteBuffer page(long lost, List<Told> list) {
        ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        int at = PageHeader.LENGTH;
        long last = list.get(0).time();
        for (Told event : list) {
            page.putInt(at, EventHeader.word(2, (int) (event.time() - last)));
            page.putInt(at + 4, event.thread()).putInt(at + 8, event.number());
            at += 12;
            last = event.time();
        }
        return page.limit(PageHeader.write(page, 0, list.get(0).time(), at - PageHeader.LENGTH, lost));
    }

    private record Told(int cpu, int thread, int number, long time) {}
}
