package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.Rest;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameReader;
import io.ringtail.proto.stream.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A feed and the merge of what it sends, with a clock that is moved by hand. */
@Timeout(60)
final class StreamFeedTest {
    private static final int TID = 7;
    private static final int AHEAD = 1 << 16;
    private static final int MANY = 200 * ServedFile.EVENTS_A_PAGE;
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private final Received received = new Received();
    private long now = 1L << 40;
    private ServedFile daemon;
    private WrittenRing first;
    private WrittenRing second;
    private StreamFeed feed;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory, 256, 32, 10_000);
        first = daemon.addRing(0);
        second = daemon.addRing(1);
        feed = feed(null);
    }

    private StreamFeed feed(@Nullable Map<Integer, Position> after) throws LimitException {
        return feed(after, AHEAD, 0);
    }

    private StreamFeed feed(@Nullable Map<Integer, Position> after, long ahead, int percent) throws LimitException {
        FeedOptions options = new FeedOptions(true, true, false, cpus(), after, ahead, percent, now);
        return new StreamFeed(daemon.served(() -> now).feeds(), options, receiver(options));
    }

    private static BitSet cpus() {
        BitSet cpus = new BitSet();
        cpus.set(0, ServedFile.POSSIBLE_CPUS);
        return cpus;
    }

    private static Receiver receiver(FeedOptions options) throws LimitException {
        return new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false);
    }

    @AfterEach
    void close() {
        feed.close();
        daemon.close();
    }

    @Test
    void shouldKeepTheOrderWhereAWriterReadsTheClockAndWritesMuchLater() throws Exception {
        first.write(TID, now);
        boolean[] stopped = {false};
        RingWriter slow = first.writer(() -> {
            long read = now;
            if (!stopped[0]) {
                stopped[0] = true;
                now += MS;
                second.write(TID, now);
                now += MS;
                turn();
            }
            return read;
        });
        slow.write(first.ring(), new byte[16], 16);
        second.write(TID, now);
        turn();
        turn();
        assertThat(stopped[0]).isTrue();
        assertThat(received.times).hasSize(4).isSorted();
        assertThat(received.lines).isEmpty();
    }

    @Test
    void shouldSayThatAnIdleCpuIsCompleteWhereAnothersEventsWaitForIt() throws Exception {
        now += MS;
        first.write(TID, now);
        turn();
        assertThat(received.times).containsExactly(now);
        int frames = received.frames;
        turn();
        turn();
        assertThat(received.frames).as("nothing more is to be said").isEqualTo(frames);
    }

    @Test
    void shouldReleaseWhatAReceiverHoldsThatGoesOn() throws Exception {
        first.write(TID, now);
        now += MS;
        ByteBuf piece = piece();
        while (received.positions.isEmpty() || received.pages == 0) {
            received.take(piece);
            piece = piece();
        }
        piece.release();
        feed.close();
        assertThat(received.times).as("the other CPU is not complete yet").isEmpty();

        received.begin();
        feed = feed(received.positions);
        turn();
        assertThat(received.times).hasSize(1);
        assertThat(received.pages).isEqualTo(1);
    }

    private ByteBuf piece() throws Exception {
        return Objects.requireNonNull(feed.next(ByteBufAllocator.DEFAULT));
    }

    @Test
    void shouldSendNoMoreAheadOfACpuThanItWasAskedFor() throws Exception {
        Runnable owed = holdUp();
        second.writeMany(TID, now, MANY);
        for (int looks = 0; looks < 50; looks++) {
            now += MS;
            turn();
        }
        assertThat(received.times).hasSize(1);
        assertThat(feed.isCaughtUp()).isFalse();
        assertThat(received.mostHeld).isBetween((long) AHEAD / 2, AHEAD + 3L * ServedFile.SUBBUF_SIZE);

        owed.run();
        first.write(TID, now);
        turn();
        turn();
        assertThat(received.times).hasSize(MANY + 3).isSorted();
        assertThat(feed.isCaughtUp()).isTrue();
        assertThat(received.lines).isEmpty();
        assertThat(received.mostHeld).isLessThanOrEqualTo(AHEAD + 3L * ServedFile.SUBBUF_SIZE);
    }

    @Test
    void shouldGoOnWithoutACpuOnceItIsNoMoreWaitedForAndSayWhatIsLate() throws Exception {
        Runnable owed = holdUp();
        second.writeMany(TID, now, MANY);
        now += TimeUnit.HOURS.toNanos(1);
        for (int looks = 0; looks < 50; looks++) {
            turn();
        }
        assertThat(received.times).as("a daemon that was stopped waits as long").hasSize(1);
        for (int looks = 0; looks < 100; looks++) {
            now += 40 * MS;
            turn();
        }
        assertThat(received.times).hasSize(MANY + 1).isSorted();

        owed.run();
        turn();
        second.write(TID, now);
        turn();
        turn();
        assertThat(received.times).hasSize(MANY + 3);
        assertThat(received.lines).hasSize(1).first().asString().startsWith("CPU 0 late by ");
    }

    @Test
    void shouldKeepFarApartCpusAbreastHoweverDifferentTheirRates() throws Exception {
        for (int i = 0; i < 2 * ServedFile.EVENTS_A_PAGE; i++) {
            first.write(TID, now + i * 10_000L);
        }
        second.writeMany(TID, now, MANY);
        now += 2L * ServedFile.EVENTS_A_PAGE * 10_000;
        turn();
        turn();
        assertThat(received.times).hasSize(MANY + 2 * ServedFile.EVENTS_A_PAGE).isSorted();
        assertThat(received.mostHeld).isLessThanOrEqualTo(4L * ServedFile.SUBBUF_SIZE);
    }

    @Test
    void shouldSendWholeSubBuffersOnceARingIsFilledToThePercentage() throws Exception {
        feed.close();
        feed = feed(null, FeedOptions.UNORDERED, 10);
        // Of 256 sub-buffers, 26 are 10 percent; the last of them is being written.
        second.write(TID, now);
        first.writeMany(TID, now, 24 * ServedFile.EVENTS_A_PAGE + 10);
        turn();
        assertThat(received.pages).isZero();
        assertThat(feed.isCaughtUp()).isFalse();
        assertThat(feed.rest().whole()).isTrue();
        assertThat(feed.rest().ns()).isPositive();

        first.writeMany(TID, now + MS, ServedFile.EVENTS_A_PAGE);
        turn();
        assertThat(received.pages).as("no part of a sub-buffer").isEqualTo(25);

        first.writeMany(TID, now + MS, 3 * ServedFile.EVENTS_A_PAGE);
        turn();
        assertThat(received.pages).as("it is closed again").isEqualTo(25);
        assertThat(feed.isCaughtUp()).isFalse();
        assertThat(feed.rest().whole()).isTrue();

        feed.receiver().finish(now + 2 * MS);
        turn();
        turn();
        assertThat(feed.ended()).isTrue();
        assertThat(feed.isCaughtUp()).isTrue();
        received.merger.flush();
        assertThat(received.times).hasSize(28 * ServedFile.EVENTS_A_PAGE + 11);
        assertThat(received.lines).isEmpty();
    }

    @Test
    void shouldSendWhatTheOrderNeedsOfOtherCpusBeforeItHoldsBackAgain() throws Exception {
        feed.close();
        feed = feed(null, AHEAD, 10);
        second.write(TID, now);
        first.writeMany(TID, now + 1, 25 * ServedFile.EVENTS_A_PAGE + 10);
        now += MS;
        turn();
        turn();
        turn();
        int whole = received.times.size();
        assertThat(whole).isBetween(25 * (ServedFile.EVENTS_A_PAGE - 1), 25 * ServedFile.EVENTS_A_PAGE + 1);
        assertThat(received.times).isSorted();
        assertThat(feed.rest().whole()).isTrue();
        second.write(TID, now);
        first.writeMany(TID, now, ServedFile.EVENTS_A_PAGE);
        turn();
        turn();
        assertThat(received.times).hasSize(whole);
        assertThat(received.lines).isEmpty();
    }

    @Test
    void shouldHoldBackNothingThatAFullRingWouldLose() throws Exception {
        feed.close();
        feed = feed(null, FeedOptions.UNORDERED, 100);
        first.writeMany(TID, now, 254 * ServedFile.EVENTS_A_PAGE + 10);
        turn();
        assertThat(received.pages).isZero();
        first.writeMany(TID, now + MS, ServedFile.EVENTS_A_PAGE);
        turn();
        assertThat(received.pages).isEqualTo(255);
        received.merger.flush();
        assertThat(received.lines).isEmpty();
    }

    @Test
    void shouldRestOnlyWhileNothingCanComeUnlessARingMoves() throws Exception {
        first.write(TID, now);
        turn();
        assertThat(feed.rest())
                .as("there may be more than the part that was sent")
                .isEqualTo(Rest.NONE);
        turn();
        turn();
        assertThat(feed.rest().ns()).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(feed.rest().whole()).isFalse();
        Runnable owed = first.leaveHole();
        turn();
        assertThat(feed.rest()).as("a writer owes an event").isEqualTo(Rest.NONE);
        owed.run();
        turn();
        turn();
        turn();
        assertThat(feed.rest().ns()).isPositive();
        feed.receiver().finish(now);
        assertThat(feed.rest()).isEqualTo(Rest.NONE);
    }

    @Test
    void shouldNotGiveUpACpuOfWhichItSkipsMuch() throws Exception {
        int subbufs = 8192;
        try (ServedFile large = new ServedFile(directory, subbufs, 31, 10_000)) {
            WrittenRing ring = large.addRing(0);
            ring.writeMany(TID, now, (subbufs - 1) * ServedFile.EVENTS_A_PAGE);
            long wanted = now + (long) subbufs * ServedFile.EVENTS_A_PAGE;
            ring.write(TID, wanted);
            now = wanted;
            feed.close();
            FeedOptions options = new FeedOptions(
                    true, false, false, cpus(), Map.of(0, new Position(0, 0, 0, 0, wanted)), AHEAD, 0, now);
            feed = new StreamFeed(large.served(() -> now += 50 * MS).feeds(), options, receiver(options));
            turn();
            assertThat(feed.ended()).isTrue();
            assertThat(received.times).containsExactly(wanted);
        }
    }

    /** Sends one event of the first CPU, followed by owed bytes that nothing explains. */
    private Runnable holdUp() {
        now += MS;
        first.write(TID, now);
        turn();
        Runnable owed = first.leaveHole();
        now += MS;
        return owed;
    }

    /** Does what the pump does before it waits. */
    private void turn() {
        for (ByteBuf piece = feed.next(ByteBufAllocator.DEFAULT);
                piece != null;
                piece = feed.next(ByteBufAllocator.DEFAULT)) {
            received.take(piece);
        }
    }

    /** A merging receiver. */
    private static final class Received extends MergingReceiver implements ReadableByteChannel {
        final List<Long> times = new ArrayList<>();
        final List<String> lines = new ArrayList<>();
        long mostHeld;
        int frames;
        int pages;
        final Map<Integer, Position> positions = new HashMap<>();
        private FrameReader reader = new FrameReader(this);
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        /** Begins another stream. */
        void begin() {
            reader = new FrameReader(this);
        }

        void take(ByteBuf piece) {
            bytes = ByteBuffer.allocate(piece.readableBytes());
            piece.readBytes(bytes).release();
            bytes.flip();
            try {
                while (reader.read(this)) {
                    frames++;
                    merger.deliverAll();
                    mostHeld = Math.max(mostHeld, merger.heldBytes());
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int length = Math.min(target.remaining(), bytes.remaining());
            target.put(target.position(), bytes, bytes.position(), length);
            target.position(target.position() + length);
            bytes.position(bytes.position() + length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            times.add(event.timestamp());
        }

        @Override
        public void onLost(int cpu, long lost) {
            lines.add("CPU " + cpu + " lost " + lost);
        }

        @Override
        public void onLate(int cpu, long byNs) {
            lines.add("CPU " + cpu + " late by " + byNs);
        }

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            pages++;
            super.onPage(cpu, subbuf, startOffset, endOffset, buffer, offset, length);
        }

        @Override
        public void onPosition(int cpu, long buffer, Position position) {
            positions.put(cpu, position);
        }
    }
}
