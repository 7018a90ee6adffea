package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.record.PageKey;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.filter.Filter;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Selection.Threads;
import io.ringtail.reader.fleet.FleetQuery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a consumer makes of the topics' records: events of each host once, in the order of wall clocks. */
@Timeout(60)
final class PagesReaderTest {
    private static final long HOLD = 1000;

    private final FleetTopic topic = new FleetTopic(2);
    private final List<String> notices = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private static FleetQuery query(Selection selection, long since, long until) {
        return new FleetQuery(null, null, selection, true, since, until, false, HOLD, null);
    }

    private static final FleetQuery ALL = query(Selection.ALL, Long.MIN_VALUE, Long.MAX_VALUE);

    private PagesReader read(FleetQuery query) throws Exception {
        PagesReader reader = topic.reader(query, new WallClockMerge(query, new Lines(lines)), notices);
        try (reader) {
            reader.run();
        }
        return reader;
    }

    @Test
    void shouldMergeHostsAndCpusByTheirWallClocks() throws Exception {
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.ship(0, "a", 0, 0, 10, 40);
        topic.ship(0, "a", 1, 3, 20, 50);
        topic.ship(1, "b", 0, 0, 5, 30, 60);
        PagesReader reader = read(ALL);
        assertThat(lines)
                .containsExactly("b/0 5", "a/0 10", "a/1 lost 3", "a/1 20", "b/0 30", "a/0 40", "a/1 50", "b/0 60");
        assertThat(reader.counts().events()).isEqualTo(7);
        assertThat(reader.counts().lost()).isEqualTo(3);
        assertThat(reader.counts().hosts()).isEqualTo(2);
        assertThat(reader.counts().clockErrorNs()).isEqualTo(100);
        assertThat(notices).isEmpty();
    }

    @Test
    void shouldDeliverEachEventOnceThroughNewSessionsAndRepeatedRecords() throws Exception {
        PageKey key = new PageKey("a", FleetTopic.BOOT, 0);
        topic.describe("a", 1);
        topic.claim(0, "a", 0, 1);
        topic.ship(0, 1, key, 1, 0, 0, 10, 20);
        topic.ship(0, 1, key, 1, 0, 0, 10, 20);
        topic.claim(0, "a", 0, 2);
        topic.ship(0, 1, key, 1, 2, 0, 30);
        topic.ship(0, 1, key, 1, 3, 0, 40);
        topic.ship(0, 2, key, 1, 2, 0, 30, 40, 50);
        PagesReader reader = read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/0 20", "a/0 30", "a/0 40", "a/0 50");
        assertThat(reader.counts().duplicates()).isEqualTo(3);
        assertThat(reader.counts().missing()).isZero();
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("record 4 of ringtail.pages-0 is left out, and others like it are: a session of "
                        + key.text() + " has begun since, at 1970-01-01T00:00:00.000000002Z");
    }

    @Test
    void shouldDeliverWhatComesAfterASessionThatNoShipperBegins() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.claim(0, "a", 0, Long.MAX_VALUE - 1);
        topic.ship(0, "a", 0, 0, 20);
        PagesReader reader = read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/0 20");
        assertThat(reader.counts().malformed()).isEqualTo(1);
        assertThat(notices).singleElement().asString().contains("more than ten years ahead");
    }

    @Test
    void shouldLeaveOutThePartOfAPageThatWasDelivered() throws Exception {
        PageKey key = new PageKey("a", FleetTopic.BOOT, 0);
        topic.describe("a", 1);
        topic.ship(0, 1, key, 1, 0, 0, 10, 20, 30);
        topic.ship(0, 2, key, 1, 1, 0, 20, 30, 40);
        read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/0 20", "a/0 30", "a/0 40");
    }

    @Test
    void shouldStateWhatIsMissingInTheTopic() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.skip("a", 0, 6);
        topic.ship(0, "a", 0, 2, 40);
        PagesReader reader = read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/0 lost 8", "a/0 40");
        assertThat(reader.counts().missing()).isEqualTo(6);
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("6 events of a/" + FleetTopic.BOOT + "/0 are missing before record 1 of ringtail.pages-0");
    }

    @Test
    void shouldTakeAnotherRingBufferForALossOfUnknownNumber() throws Exception {
        PageKey key = new PageKey("a", FleetTopic.BOOT, 0);
        topic.describe("a", 1);
        topic.describe("a", 2);
        topic.ship(0, 1, key, 1, 0, 0, 10);
        topic.ship(0, 2, key, 2, 0, 0, 20);
        read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/0 lost -1", "a/0 20");
    }

    @Test
    void shouldMarkWhatCameLaterThanOthersWaitedFor() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(0, "a", 0, 0, 5 * HOLD);
        topic.ship(0, "a", 0, 0, 9 * HOLD);
        topic.ship(0, "a", 1, 0, 20, 30);
        WallClockMerge merge = new WallClockMerge(ALL, new Lines(lines));
        try (PagesReader reader = topic.reader(ALL, new EachRecord(merge), notices)) {
            reader.run();
        }
        assertThat(lines).containsExactly("a/0 10", "a/0 5000", "a/1 late 4980", "a/1 20", "a/1 30", "a/0 9000");
    }

    /** Delivers after each page what a hold of {@link #HOLD} allows, as if pages came one by one. */
    private static final class EachRecord implements PageTarget {
        private final WallClockMerge merge;

        EachRecord(WallClockMerge merge) {
            this.merge = merge;
        }

        @Override
        public void add(Lane lane, HeldPage page) {
            merge.add(lane, page);
            merge.advance(page.beginNs() - HOLD);
        }

        @Override
        public long heldBytes() {
            return merge.heldBytes();
        }

        @Override
        public void advance(long timeNs) {
            merge.advance(timeNs);
        }

        @Override
        public void advanceDownTo(long bytes) {
            merge.advanceDownTo(bytes);
        }

        @Override
        public void flush() {}

        @Override
        public void passOnLost(Lane lane, String host) {
            merge.passOnLost(lane, host);
        }

        @Override
        public long events() {
            return merge.events();
        }

        @Override
        public long lost() {
            return merge.lost();
        }
    }

    @Test
    void shouldKeepToItsWindowWithTheLossesInIt() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 1, 10, 20);
        topic.ship(0, "a", 0, 2, 30);
        topic.ship(0, "a", 0, 4, 40);
        FleetQuery window = query(Selection.ALL, FleetTopic.OFFSET + 20, FleetTopic.OFFSET + 40);
        assertThat(withoutTimeIndex(window)).containsExactly("a/0 20", "a/0 lost 2", "a/0 30");
    }

    @Test
    void shouldFindPagesOfItsWindowAfterLaterOnes() throws Exception {
        topic.giveOneByOne();
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(0, "b", 0, 0, 100 * HOLD, 101 * HOLD);
        topic.ship(0, "a", 0, 2, 20, 30);
        topic.ship(0, "b", 0, 3, 102 * HOLD);
        topic.ship(0, "a", 0, 0, 103 * HOLD);
        FleetQuery window = query(Selection.ALL, Long.MIN_VALUE, FleetTopic.OFFSET + 30);
        read(window);
        assertThat(lines).containsExactly("a/0 10", "a/0 lost 2", "a/0 20");
        assertThat(recorded(window)).containsExactly("a/0 10", "a/0 lost 2", "a/0 20");
    }

    /** The topics in memory have no index by time: reading begins at their start, which shows the same events. */
    private List<String> withoutTimeIndex(FleetQuery window) throws Exception {
        WallClockMerge merge = new WallClockMerge(window, new Lines(lines));
        try (PagesReader reader = topic.reader(ALL, merge, notices)) {
            reader.run();
        }
        return lines;
    }

    @Test
    void shouldPassOverWhatNoShipperWrites() throws Exception {
        topic.describe("a", 1);
        topic.addMeta("a/b/c".getBytes(StandardCharsets.US_ASCII), new byte[] {1});
        topic.add(0, "nonsense".getBytes(StandardCharsets.US_ASCII), new byte[] {1, 2}, new RecordHeaders());
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(0, "unknown", 0, 0, 10);
        PagesReader reader = read(ALL);
        assertThat(lines).containsExactly("a/0 10");
        assertThat(reader.counts().malformed()).isEqualTo(3);
        assertThat(notices).singleElement().asString().contains("record 0 of ringtail.pages-0 is not of a shipper");
    }

    @Test
    void shouldPassOverPagesThatDoNotFitTheirRingBuffer() throws Exception {
        PageKey key = new PageKey("a", FleetTopic.BOOT, 0);
        topic.describe("a", 1);
        topic.ship(0, 1, key, 1, 0, 0, 10);
        topic.ship(0, 9, key, 1, 1, 0, LongStream.range(11, 511).toArray());
        topic.ship(0, 9, new PageKey("a", FleetTopic.BOOT, 4), 1, 0, 0, 15);
        topic.ship(0, 1, key, 1, 1, 0, 20);
        PagesReader reader = read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/0 20");
        assertThat(reader.counts().malformed()).isEqualTo(2);
        assertThat(notices).singleElement().asString().contains("record 1 of ringtail.pages-0 is not of a shipper");
        Selection some = new Selection(null, Threads.ALL, Threads.ALL, Filter.parse("value > 0"));
        assertThat(recorded(query(some, Long.MIN_VALUE, Long.MAX_VALUE))).containsExactly("a/0 10", "a/0 20");
        assertThat(recorded(ALL)).containsExactly("a/0 10", "a/0 20");
    }

    @Test
    void shouldWaitForWhatDecodesAPageWithoutLeavingItOut() throws Exception {
        topic.describeLate(1, 2);
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(0, "a", 0, 0, 20);
        topic.ship(1, "a", 1, 0, 15);
        PagesReader reader = read(ALL);
        assertThat(lines).containsExactly("a/0 10", "a/1 15", "a/0 20");
        assertThat(reader.counts().missing()).isZero();
        assertThat(notices).singleElement().asString().startsWith("waiting for Kafka: ");
    }

    @Test
    void shouldEndWhileItWaitsForWhatDecodesAPage() throws Exception {
        topic.describeLate(1, Integer.MAX_VALUE);
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        WallClockMerge merge = new WallClockMerge(ALL, new Lines(lines));
        AtomicReference<PagesReader> running = new AtomicReference<>();
        List<String> said = new ArrayList<>() {
            @Override
            public boolean add(String notice) {
                Objects.requireNonNull(running.get()).end();
                return super.add(notice);
            }
        };
        try (PagesReader reader = topic.reader(ALL, merge, said)) {
            running.set(reader);
            reader.run();
            assertThat(reader.counts().malformed()).isZero();
        }
        assertThat(said).singleElement().asString().startsWith("waiting for Kafka: ");
        assertThat(lines).isEmpty();
    }

    @Test
    void shouldGoOnDeliveringWhileNamesCannotBeRead() throws Exception {
        topic.giveOneByOne();
        topic.describeOnce();
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(0, "a", 0, 0, 5 * HOLD);
        topic.ship(0, "a", 0, 0, 9 * HOLD);
        topic.ship(0, "a", 1, 0, 20, 30);
        read(ALL);
        assertThat(lines)
                .as("what is delivered as it comes")
                .containsExactly("a/0 10", "a/0 5000", "a/1 late 4980", "a/1 20", "a/1 30", "a/0 9000");
        assertThat(notices).singleElement().asString().startsWith("waiting for Kafka: ");
    }

    @Test
    void shouldReadWhatTheTopicsHaveWhenItIsToEnd() throws Exception {
        topic.giveOneByOne();
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.ship(0, "a", 0, 0, 10);
        topic.ship(0, "a", 0, 0, 20);
        topic.ship(0, "b", 0, 0, 15);
        FleetQuery follow =
                new FleetQuery(null, null, Selection.ALL, true, Long.MIN_VALUE, Long.MAX_VALUE, true, HOLD, null);
        try (PagesReader reader = topic.reader(follow, new WallClockMerge(follow, new Lines(lines)), notices)) {
            reader.endAtPresent();
            reader.run();
        }
        assertThat(lines).containsExactly("a/0 10", "b/0 15", "a/0 20");
    }

    private void follow(MockConsumer<byte[], byte[]> consumer, Runnable... tasks) throws Exception {
        FleetQuery follow =
                new FleetQuery(null, null, Selection.ALL, true, Long.MIN_VALUE, Long.MAX_VALUE, true, HOLD, null);
        WallClockMerge merge = new WallClockMerge(follow, new Lines(lines));
        try (PagesReader reader = topic.reader(follow, merge, notices, consumer)) {
            for (Runnable task : tasks) {
                consumer.schedulePollTask(task);
            }
            consumer.schedulePollTask(reader::end);
            reader.run();
        }
    }

    @Test
    void shouldGoOnReadingThePartitionsOfAHostWhoseClockIsAhead() throws Exception {
        topic.giveOneByOne();
        topic.setWallNs(FleetTopic.OFFSET + 10 * HOLD);
        topic.setMostHeld(3L * FleetTopic.page("x", 0, 0, 1).frame().capacity());
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.describe("x", 1);
        for (int i = 0; i < 4; i++) {
            topic.ship(0, "x", 0, 0, (1000 + i) * HOLD);
        }
        topic.ship(0, "a", 0, 0, 20);
        topic.ship(1, "b", 0, 0, 10);
        List<String> before = new ArrayList<>();
        Runnable[] polls = new Runnable[20];
        Arrays.fill(polls, (Runnable) () -> {});
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Set<TopicPartition> paused = new HashSet<>();
        polls[19] = () -> {
            before.addAll(lines);
            paused.addAll(consumer.paused());
        };
        follow(consumer, polls);
        assertThat(before).containsExactlyInAnyOrder("a/0 20", "b/0 10");
        assertThat(paused).as("partitions that are all read").isEmpty();
    }

    @Test
    void shouldGoOnThoughAPartitionThatOthersWaitForCannotBeRead() throws Exception {
        topic.giveOneByOne();
        topic.setMostHeld(3L * FleetTopic.page("a", 0, 0, 1).frame().capacity());
        topic.describe("a", 1);
        for (int i = 1; i <= 6; i++) {
            topic.ship(0, "a", 0, 0, (long) i * 10);
        }
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.schedulePollTask(
                () -> consumer.updateEndOffsets(Map.of(topic.partitions().get(1), 7L)));
        List<String> before = new ArrayList<>();
        Runnable[] polls = new Runnable[20];
        Arrays.fill(polls, (Runnable) () -> topic.pass(TimeUnit.SECONDS.toNanos(2)));
        polls[19] = () -> before.addAll(lines);
        follow(consumer, polls);
        assertThat(before).isNotEmpty();
        assertThat(lines).containsExactly("a/0 10", "a/0 20", "a/0 30", "a/0 40", "a/0 50", "a/0 60");
    }

    @Test
    void shouldReadPausedPartitionsOnOnceThoseThatWereBehindAreAllRead() throws Exception {
        topic.giveOneByOne();
        topic.setMostHeld(4L * FleetTopic.page("a", 0, 0, 1).frame().capacity());
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.ship(0, "a", 0, 0, 10);
        for (long time : new long[] {10 * HOLD, 20 * HOLD, 30 * HOLD, 30 * HOLD + 1, 30 * HOLD + 2, 40 * HOLD}) {
            topic.ship(1, "b", 0, 0, time);
        }
        List<TopicPartition> behind = topic.partitions().subList(0, 1);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.schedulePollTask(() -> consumer.pause(behind));
        try (PagesReader reader = topic.reader(ALL, new WallClockMerge(ALL, new Lines(lines)), notices, consumer)) {
            for (int i = 0; i < 5; i++) {
                consumer.schedulePollTask(() -> {});
            }
            consumer.schedulePollTask(() -> consumer.resume(behind));
            for (int i = 0; i < 20; i++) {
                consumer.schedulePollTask(() -> {});
            }
            consumer.schedulePollTask(reader::end);
            reader.run();
        }
        assertThat(lines)
                .containsExactly(
                        "a/0 10", "b/0 10000", "b/0 20000", "b/0 30000", "b/0 30001", "b/0 30002", "b/0 40000");
    }

    @Test
    void shouldWaitForAPartitionAlsoWhenItsFirstPollFillsItsMemory() throws Exception {
        topic.setMostHeld(3L * FleetTopic.page("a", 0, 0, 1).frame().capacity());
        topic.describe("a", 1);
        for (int i = 1; i <= 4; i++) {
            topic.ship(0, "a", 0, 0, (long) i * 10);
        }
        topic.pass(TimeUnit.HOURS.toNanos(1));
        List<String> before = new ArrayList<>();
        follow(new MockConsumer<>("earliest"), () -> before.addAll(lines));
        assertThat(before).isEmpty();
        assertThat(lines).hasSize(4);
    }

    @Test
    void shouldPassHostsPagesOnToTheirRecordings() throws Exception {
        PageKey key = new PageKey("a", FleetTopic.BOOT, 0);
        topic.describe("a", 1);
        topic.describe("b", 1);
        topic.ship(0, 1, key, 1, 0, 2, 10, 20, 30);
        topic.ship(0, 2, key, 1, 3, 0, 20, 30, 40);
        topic.ship(1, "b", 1, 0, 15);
        assertThat(recorded(ALL)).containsExactly("a/0 lost 2", "a/0 10 20 30", "a/0 40", "b/1 15");
        Selection some = new Selection(null, Threads.ALL, Threads.ALL, Filter.parse("value >= 20 && value < 40"));
        assertThat(recorded(query(some, Long.MIN_VALUE, Long.MAX_VALUE))).containsExactly("a/0 lost 2", "a/0 20 30");
    }

    @Test
    void shouldRecordLossesBeforeEventsThatAreNotSelected() throws Exception {
        topic.describe("a", 1);
        topic.ship(0, "a", 0, 7, 5);
        topic.ship(0, "a", 0, 2, 10, 20);
        topic.ship(0, "a", 0, 3, 30, 40);
        topic.ship(0, "a", 0, 4, 50, 60);
        Selection some = new Selection(null, Threads.ALL, Threads.ALL, Filter.parse("value == 40"));
        FleetQuery window = query(some, FleetTopic.OFFSET + 10, FleetTopic.OFFSET + 50);
        assertThat(recorded(ALL, window)).containsExactly("a/0 lost 2", "a/0 nothing at 10", "a/0 lost 3", "a/0 40");
    }

    private List<String> recorded(FleetQuery query) throws Exception {
        return recorded(query, query);
    }

    /** What is recorded of a window, from the place on where another query begins: the topics have no index by time. */
    private List<String> recorded(FleetQuery from, FleetQuery query) throws Exception {
        List<String> all = new ArrayList<>();
        RecordedPages target = new RecordedPages(query, (host, hello) -> new FrameAdapter() {
            @Override
            public void onPage(int cpu, long subbuf, int start, int end, ByteBuffer buffer, int offset, int length) {
                PageIterator events = new PageIterator().wrap(buffer, offset, length);
                if (events.lostEvents() != 0) {
                    all.add(host.name() + "/" + cpu + " lost " + events.lostEvents());
                }
                StringBuilder line = new StringBuilder(host.name() + "/" + cpu);
                if (!events.next()) {
                    line.append(" nothing at ").append(buffer.getLong(offset));
                } else {
                    do {
                        line.append(' ').append(events.timestamp());
                    } while (events.next());
                }
                all.add(line.toString());
            }
        });
        try (PagesReader reader = topic.reader(from, target, notices)) {
            reader.run();
        }
        return all;
    }
}
