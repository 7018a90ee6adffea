package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.feed.EventOutput;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.MergedFeed;
import io.ringtail.daemon.feed.RawPageFeed;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.daemon.feed.TextOutput;
import io.ringtail.daemon.feed.WatchFeed;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receivers of rings in discard mode that are full, and from which events are dropped all the time. */
@Timeout(60)
final class FullRingTest {
    private static final int TID = 7;
    private static final int SUBBUFS = 4;
    private static final int MORE = (SUBBUFS + 1) * ServedFile.EVENTS_A_PAGE;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private final long now = System.nanoTime();
    private final AtomicLong clock = new AtomicLong(now + SECOND_NS);
    private ServedFile daemon;
    private WrittenRing ring;
    private FeedSource source;
    private long refused;
    private long events;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory, BufferMode.DISCARD, SUBBUFS, 32, 10_000);
        source = daemon.served(clock::get).feeds();
        ring = daemon.addRing(0);
        events = ring.writeMany(TID, now, MORE);
        refused = MORE - events;
        assertThat(refused).isPositive();
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void shouldEndARawStreamThatDoesNotWait() throws Exception {
        FeedOptions options = options(false, true);
        shouldEnd(new RawPageFeed(
                source, 0, Objects.requireNonNull(daemon.buffer().ring(0)), options, receiver(options)));
    }

    @Test
    void shouldEndAStreamThatDoesNotWait() throws Exception {
        FeedOptions options = options(false, true);
        shouldEnd(new StreamFeed(source, options, receiver(options)));
    }

    @Test
    void shouldEndTextThatDoesNotWait() throws Exception {
        FeedOptions options = options(false, true);
        shouldEnd(new MergedFeed(source, options, receiver(options), text()));
    }

    @Test
    void shouldReadTheRingThatHasReplacedIt() throws Exception {
        FeedOptions options = options(false, true);
        Feed feed = new StreamFeed(source, options, receiver(options));
        ring = daemon.replaceRing(0);
        long written = ring.writeMany(TID, now + MORE, MORE);
        events += written;
        refused += MORE - written;
        shouldEnd(feed);
    }

    /** Writes an event, which is dropped from a full ring; returns whether it was, as a number. */
    private int refuse() {
        int dropped = 1 - ring.write(TID, clock.get());
        refused++;
        return dropped;
    }

    /** One more event is dropped before each call. */
    private void shouldEnd(Feed feed) {
        try (feed) {
            for (int i = 0; i < 100 && !feed.ended(); i++) {
                assertThat(refuse()).isEqualTo(1);
                take(feed);
            }
            assertThat(feed.ended()).isTrue();
            assertThat(feed.receiver().counts().events()).isEqualTo(events);
            assertThat(feed.receiver().counts().lost()).isBetween(1L, refused);
        }
    }

    @Test
    void shouldSendFewPagesWithoutEventsToARawStream() throws Exception {
        FeedOptions options = options(true, true);
        try (RawPageFeed feed = new RawPageFeed(
                source, 0, Objects.requireNonNull(daemon.buffer().ring(0)), options, receiver(options))) {
            while (take(feed)) {
                // What is in the ring.
            }
            int pages = 0;
            for (long end = clock.get() + SECOND_NS; clock.get() < end; clock.addAndGet(TURN_NS)) {
                assertThat(refuse()).isEqualTo(1);
                pages += take(feed) ? 1 : 0;
            }
            assertThat(pages).isBetween(5, 11);
            assertThat(feed.receiver().counts().lost()).isLessThan(refused);
            assertThat(feed.rest().ns()).as("before the latest are reported").isBetween(1L, SECOND_NS / 5);
            clock.addAndGet(feed.rest().ns() + TURN_NS);
            assertThat(take(feed)).isTrue();
            assertThat(feed.receiver().counts().lost()).isEqualTo(refused);
        }
    }

    @Test
    void shouldSendOnePageWithoutEventsInATurn() throws Exception {
        FeedOptions options = options(true, true);
        try (StreamFeed feed = new StreamFeed(source, options, receiver(options))) {
            while (take(feed)) {
                // What is in the ring.
            }
            long pages = feed.receiver().counts().pages();
            for (int i = 0;
                    i < 100 && (i == 0 || pages == feed.receiver().counts().pages());
                    i++) {
                refuse();
                take(feed);
            }
            assertThat(feed.receiver().counts().pages()).isEqualTo(pages + 1);
            boolean more = true;
            for (int i = 0; i < 100 && more; i++) {
                refuse();
                more = take(feed);
            }
            assertThat(more).isFalse();
            assertThat(feed.receiver().counts().pages()).isEqualTo(pages + 1);
            assertThat(feed.isCaughtUp()).isTrue();
        }
    }

    @Test
    void shouldCallAReceiverCaughtUpThatHasHadNoEvent() throws Exception {
        FeedOptions options = options(true, false);
        try (MergedFeed feed = new MergedFeed(source, options, receiver(options), text())) {
            assertThat(take(feed)).isFalse();
            refuse();
            take(feed);
            assertThat(feed.isCaughtUp()).isTrue();
            assertThat(feed.receiver().counts().lost()).isEqualTo(1);
            assertThat(feed.receiver().lagNs(clock.get())).isZero();
        }
    }

    @Test
    void shouldLetTheThreadOfTriggersSleep() {
        try (WatchFeed feed = new WatchFeed(source, options(true, false), new Unheard())) {
            feed.poll();
            for (int i = 0; i < 3; i++) {
                refuse();
                assertThat(feed.poll()).isFalse();
                assertThat(feed.lost()).isEqualTo(i + 1);
            }
        }
    }

    private static boolean take(Feed feed) {
        ByteBuf piece = feed.next(UnpooledByteBufAllocator.DEFAULT);
        if (piece != null) {
            piece.release();
        }
        return piece != null;
    }

    private FeedOptions options(boolean waiting, boolean oldest) {
        BitSet cpus = new BitSet();
        cpus.set(0);
        return new FeedOptions(oldest, waiting, false, cpus, null, 1 << 20, 0, clock.get());
    }

    private EventOutput text() {
        return new TextOutput(daemon.served(clock::get).text());
    }

    private static Receiver receiver(FeedOptions options) throws LimitException {
        return new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false);
    }

    private static final class Unheard implements EventSink {
        @Override
        public void onEvent(EventView event) {}

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
