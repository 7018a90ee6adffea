package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameReader;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.Filter;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Selection.Threads;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a feed sends of two CPUs to a receiver that wants some events. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit calls open() first, and each test begin()
final class FilteredFeedTest {
    private static final int TID = 7;
    private static final int OTHER = 8;
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String FORMAT = """
            name: tick
            ID: 40
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;
            \tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:unsigned long at;\toffset:8;\tsize:8;\tsigned:0;

            print fmt: "at=%lu", REC->at
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Long> written = new ArrayList<>();
    private long now = 1L << 40;
    private ServedFile daemon;
    private WrittenRing first;
    private WrittenRing second;
    private Receiver receiver;
    private StreamFeed feed;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory, 16, 32, 10_000);
        daemon.events.put(ServedFile.EVENT_ID, new RegisteredEvent(ServedFile.EVENT_ID, "load", "tick", FORMAT));
        first = daemon.addRing(0);
        second = daemon.addRing(1);
    }

    @AfterEach
    void close() {
        feed.close();
        daemon.close();
    }

    private void begin(Selection selection, long sinceNs) throws Exception {
        begin(selection, sinceNs, null);
    }

    private void begin(Selection selection, long sinceNs, @Nullable Map<Integer, Position> after) throws Exception {
        BitSet cpus = new BitSet();
        cpus.set(0, ServedFile.POSSIBLE_CPUS);
        FeedOptions options =
                new FeedOptions(true, true, false, cpus, after, FeedOptions.AHEAD_BYTES, 0, now, selection, sinceNs);
        receiver = new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false);
        feed = new StreamFeed(daemon.served(() -> now).feeds(), options, receiver);
    }

    private static Selection filter(String text) throws Exception {
        return new Selection(null, Threads.ALL, Threads.ALL, Filter.parse(text));
    }

    private void write(WrittenRing ring, int tid) {
        ring.write(tid, now);
        written.add(now);
    }

    private void turn() throws IOException {
        for (ByteBuf piece = feed.next(ByteBufAllocator.DEFAULT);
                piece != null;
                piece = feed.next(ByteBufAllocator.DEFAULT)) {
            sent.write(ByteBufUtil.getBytes(piece));
            piece.release();
        }
    }

    @Test
    void shouldSendWhatMatchesInOrderAsItComes() throws Exception {
        begin(filter("tid == 7"), FeedOptions.ALL_TIMES);
        for (int i = 0; i < 50; i++) {
            now += MS;
            write(i % 3 == 0 ? first : second, i % 5 == 0 ? TID : OTHER);
            turn();
        }
        turn();
        assertThat(merged().times).isEqualTo(every(5));
        assertThat(receiver.counts().events()).isEqualTo(10);
        assertThat(receiver.counts().filtered()).isEqualTo(40);
        assertThat(receiver.readBytes()).isGreaterThanOrEqualTo(50L * WrittenRing.EVENT_LENGTH);
    }

    private List<Long> every(int step) {
        List<Long> some = new ArrayList<>();
        for (int i = 0; i < written.size(); i += step) {
            some.add(written.get(i));
        }
        return some;
    }

    @Test
    void shouldNotHoldUpOthersWithACpuWhoseEventsAreLeftOut() throws Exception {
        begin(filter("at >= " + (now + 2 * MS)), FeedOptions.ALL_TIMES);
        now += MS;
        write(first, TID);
        now += MS;
        write(second, TID);
        turn();
        turn();
        Merged merged = merged();
        assertThat(merged.times).containsExactly(now);
        assertThat(merged.pages).isEqualTo(1);
    }

    /** Parts of sub-buffers, and times that are more than a delta apart, in every combination. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldSendPartsThatARecordingJoinsWithTheirTimes(int seed) throws Exception {
        begin(filter("at & 1"), FeedOptions.ALL_TIMES);
        Random random = new Random(seed);
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            now += random.nextInt(20) == 0 ? 300 * MS + random.nextInt(2) : 1 + random.nextInt(1000);
            write(first, TID);
            if ((now & 1) != 0) {
                expected.add(now);
            }
            if (random.nextInt(10) == 0) {
                turn();
            }
        }
        turn();
        turn();
        assertThat(merged().times).isEqualTo(expected);
        assertThat(recorded()).isEqualTo(expected);
    }

    @Test
    void shouldNameThreadsOfMatchingEventsOnly() throws Exception {
        daemon.names.put(TID, "seven");
        daemon.names.put(OTHER, "eight");
        begin(filter("tid == 7"), FeedOptions.ALL_TIMES);
        for (int tid : new int[] {OTHER, TID, OTHER}) {
            write(first, tid);
        }
        turn();
        assertThat(merged().names).containsExactly("seven");
    }

    @Test
    void shouldSendNoFormatWhereNothingMatches() throws Exception {
        begin(filter("tid == 7"), FeedOptions.ALL_TIMES);
        write(first, OTHER);
        turn();
        assertThat(merged().formats).isZero();
        write(first, TID);
        turn();
        assertThat(merged().formats).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10_000, 300 * 1_000_000L})
    void shouldKeepTimesWhereAStreamResumesBehindEventsThatWereLeftOut(long gap) throws Exception {
        begin(filter("tid == 7"), FeedOptions.ALL_TIMES);
        List<Long> expected = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            for (int tid : new int[] {OTHER, TID, TID, OTHER}) {
                now += gap;
                write(first, tid);
            }
            expected.addAll(written.subList(4 * part + 1, 4 * part + 3));
            turn();
            feed.close();
            begin(filter("tid == 7"), FeedOptions.ALL_TIMES, positions());
            leaveOutHello();
        }
        assertThat(recorded()).isEqualTo(expected);
    }

    @Test
    void shouldCountWhatIsLostApartFromWhatIsLeftOut() throws Exception {
        begin(filter("at & 1"), FeedOptions.ALL_TIMES);
        int total = 0;
        for (int round = 0; round < 5; round++) {
            int count = 20 * ServedFile.EVENTS_A_PAGE + round;
            total += first.writeMany(TID, now, count);
            now += count;
            turn();
        }
        Merged merged = merged();
        assertThat(merged.lost).isPositive();
        assertThat(merged.times).allMatch(time -> (time & 1) == 1);
        assertThat(receiver.counts().lost()).isEqualTo(merged.lost);
        assertThat(receiver.counts().events()).isEqualTo(merged.times.size());
        assertThat(merged.times.size() + receiver.counts().filtered() + merged.lost)
                .isEqualTo(total);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 1000, 1999, 5000})
    void shouldBeginWithTheFirstEventOfATime(int place) throws Exception {
        int count = 2000;
        for (int i = 0; i < count; i++) {
            now += MS;
            write(i % 7 == 0 ? first : second, TID);
        }
        long since = place < count ? written.get(place) : now + 1;
        begin(Selection.ALL, since);
        turn();
        turn();
        Merged merged = merged();
        assertThat(merged.times).isEqualTo(written.subList(Math.min(place, count), count));
        assertThat(merged.lost).isZero();
        assertThat(receiver.counts().filtered()).isZero();
    }

    @Test
    void shouldBeginWithTheOldestThatIsLeftOfATimeThatIsGone() throws Exception {
        int count = 40 * ServedFile.EVENTS_A_PAGE;
        long begin = now;
        first.writeMany(TID, now, count);
        now += count;
        begin(Selection.ALL, begin + 1);
        turn();
        turn();
        Merged merged = merged();
        assertThat(merged.lost).isZero();
        assertThat(merged.times).hasSizeBetween(14 * ServedFile.EVENTS_A_PAGE, 16 * ServedFile.EVENTS_A_PAGE);
        assertThat(merged.times).endsWith(begin + count - 1);
    }

    private Merged merged() throws IOException {
        Merged merged = new Merged();
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(sent.toByteArray())));
        while (reader.read(merged)) {
            merged.merger.deliverAll();
        }
        return merged;
    }

    /** The parts of a stream that resumes are appended to each other behind the first one's. */
    private void leaveOutHello() {
        Objects.requireNonNull(feed.next(ByteBufAllocator.DEFAULT)).release();
    }

    private Map<Integer, Position> positions() throws IOException {
        Map<Integer, Position> positions = new HashMap<>();
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(sent.toByteArray())));
        FrameAdapter listener = new FrameAdapter() {
            @Override
            public void onPosition(int cpu, long created, Position position) {
                positions.put(cpu, position);
            }
        };
        while (reader.read(listener)) {
            assertThat(positions.size()).isLessThanOrEqualTo(ServedFile.POSSIBLE_CPUS);
        }
        return positions;
    }

    private List<Long> recorded() throws Exception {
        Path file = directory.resolve("trace.dat");
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(sent.toByteArray())));
        Merged begin = new Merged();
        assertThat(reader.read(begin)).isTrue();
        try (Recording recording = new Recording(Destination.file(file), Objects.requireNonNull(begin.hello))) {
            while (reader.read(recording)) {
                assertThat(recording.endReason()).isNull();
            }
            recording.write();
        }
        List<Long> times = new ArrayList<>();
        try (TraceDatReader opened = TraceDatReader.open(file)) {
            TraceEvents events = opened.events();
            Times sink = new Times(times);
            while (events.next(opened.decoder(sink))) {
                assertThat(times).isNotEmpty();
            }
        }
        return times;
    }

    private record Times(List<Long> times) implements EventSink {
        @Override
        public void onEvent(EventView event) {
            times.add(event.timestampNs());
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {
            throw new AssertionError();
        }

        @Override
        public void onLate(int cpu, long byNs) {
            throw new AssertionError();
        }
    }

    private static final class Merged extends MergingReceiver {
        final List<Long> times = new ArrayList<>();
        final List<String> names = new ArrayList<>();

        @Nullable
        StreamHeader hello;

        int formats;

        long lost;
        int pages;

        @Override
        public void onHello(StreamHeader first) {
            hello = first;
        }

        @Override
        public void onFormat(int eventId, String system, String format) {
            formats++;
        }

        @Override
        public void onCmdline(int tid, int pid, String name) {
            names.add(name);
        }

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            pages++;
            super.onPage(cpu, subbuf, startOffset, endOffset, buffer, offset, length);
        }

        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            long stored = page.getLong(event.payloadOffset() + CommonFields.LENGTH);
            assertThat(event.timestamp()).isEqualTo(stored);
            times.add(stored);
        }

        @Override
        public void onLost(int cpu, long count) {
            lost += count;
        }

        @Override
        public void onLate(int cpu, long byNs) {
            throw new AssertionError("late by " + byNs);
        }
    }
}
