package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import io.ringtail.reader.filter.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver for which rings in discard mode wait, until pages have left this process. */
@Timeout(60)
final class LosslessFeedTest {
    private static final int TID = 7;
    private static final int SUBBUFS = 4;
    private static final long TIMEOUT_NS = 30_000_000_000L;
    private static final int MORE = SUBBUFS * ServedFile.EVENTS_A_PAGE;

    @TempDir
    private Path directory;

    /** What is to be done when pages have left this process. */
    private final List<Runnable> toBeSent = new ArrayList<>();

    private final long now = System.nanoTime();
    private ServedFile daemon;
    private WrittenRing ring;
    private StreamFeed feed;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory, BufferMode.DISCARD, SUBBUFS, 32, 10_000);
        ring = daemon.addRing(0);
        feed = feed();
    }

    private StreamFeed feed() throws LimitException {
        return feed(FeedOptions.ALL_TIMES);
    }

    private StreamFeed feed(long sinceNs) throws LimitException {
        return feed(daemon, sinceNs, null);
    }

    private StreamFeed feed(ServedFile from, long sinceNs, @Nullable Map<Integer, Position> after)
            throws LimitException {
        BitSet cpus = new BitSet();
        cpus.set(0, ServedFile.POSSIBLE_CPUS);
        FeedOptions options = new FeedOptions(true, true, true, cpus, after, 1 << 20, 0, now, Selection.ALL, sinceNs);
        return new StreamFeed(
                from.feeds(),
                options,
                new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                        .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false));
    }

    @AfterEach
    void close() {
        feed.close();
        daemon.close();
    }

    @Test
    void shouldKeepPagesThatHaveNotLeftThisProcess() {
        fill(ring);
        take();
        assertThat(ring.writeMany(TID, now, MORE)).isZero();
        send();
        assertThat(ring.writeMany(TID, now, MORE)).isPositive();
    }

    @Test
    void shouldKeepThemAlsoInARingThatHasReplacedAnother() throws Exception {
        ring.write(TID, now);
        take();
        send();
        WrittenRing next = daemon.replaceRing(0);
        fill(next);
        take();
        assertThat(next.writeMany(TID, now, MORE)).isZero();
        send();
        assertThat(next.writeMany(TID, now, MORE)).isPositive();
    }

    @Test
    void shouldNotKeepWhatIsTooOldForAReceiver() throws Exception {
        feed.close();
        fill(ring);
        feed = feed(now + MORE);
        assertThat(ring.writeMany(TID, now + MORE, MORE)).isPositive();
    }

    @Test
    void shouldKeepWhatIsNewEnoughForIt() throws Exception {
        feed.close();
        ring.writeMany(TID, now, ServedFile.EVENTS_A_PAGE);
        long since = now + MORE;
        int wanted = 2 * ServedFile.EVENTS_A_PAGE;
        for (int i = 0; i < wanted; i++) {
            assertThat(ring.write(TID, since)).isEqualTo(1);
        }
        feed = feed(since);
        take();
        assertThat(feed.receiver().counts().events()).isEqualTo(wanted);
        assertThat(feed.receiver().counts().lost()).isZero();
    }

    @Test
    void shouldReleaseWhatHasBeenSkippedOnceThatHasLeftThisProcess() throws Exception {
        feed.close();
        WrittenRing other = daemon.addRing(1);
        feed = feed(now + 100L * MORE);
        for (int i = 0; i < 3; i++) {
            assertThat(ring.writeMany(TID, now + (long) i * MORE, MORE)).isPositive();
            assertThat(other.writeMany(TID, now + (long) i * MORE, MORE)).isPositive();
            takeAll(feed);
            assertThat(ring.write(TID, now + (long) i * MORE + MORE)).isZero();
            send();
        }
        assertThat(feed.receiver().counts().events()).isZero();
    }

    @Test
    void shouldKeepARingThatWasReplacedUntilItsPagesHaveLeftThisProcess() throws Exception {
        takeAllOfBothRings();
        assertThat(daemon.buffer().releaseFormer(0, false)).isFalse();
        send();
        assertThat(daemon.buffer().releaseFormer(0, false)).isTrue();
    }

    @Test
    void shouldNotKeepItForAReceiverThatHasGone() throws Exception {
        takeAllOfBothRings();
        feed.close();
        assertThat(daemon.buffer().releaseFormer(0, false)).isTrue();
    }

    @Test
    void shouldNotKeepItForAReceiverThatTakesNothing() throws Exception {
        takeAllOfBothRings();
        ReaderRing present = Objects.requireNonNull(daemon.buffer().ring(0));
        assertThat(present.dismissStalled(System.nanoTime(), TIMEOUT_NS)).isZero();
        assertThat(daemon.buffer().releaseFormer(0, false)).isFalse();
        assertThat(present.dismissStalled(System.nanoTime() + TIMEOUT_NS, TIMEOUT_NS))
                .isEqualTo(1);
        assertThat(daemon.buffer().releaseFormer(0, false)).isTrue();
    }

    @Test
    void shouldKeepItForTheNextDaemonIfThisOneIsKilled() throws Exception {
        long written = takeAllOfBothRings();
        toBeSent.clear();
        try (ServedFile next = next()) {
            assertThat(next.buffer().releaseFormer(0, false)).isFalse();
            try (StreamFeed returned = feed(next, FeedOptions.ALL_TIMES, Map.of(0, new Position(0, 0, 0, 0, 0)))) {
                takeAll(returned);
                assertThat(returned.receiver().counts().events()).isEqualTo(written);
                assertThat(returned.receiver().counts().lost())
                        .isEqualTo(next.statistics(0).dropped());
                send();
                assertThat(next.buffer().releaseFormer(0, false)).isTrue();
            }
        }
    }

    @Test
    void shouldNotKeepItInTheNextDaemonOnceItsPagesHaveLeftThisOne() throws Exception {
        takeAllOfBothRings();
        send();
        try (ServedFile next = next()) {
            assertThat(next.buffer().releaseFormer(0, false)).isTrue();
        }
    }

    @Test
    void shouldKeepItForTheNextDaemonIfThisOneStops() throws Exception {
        takeAllOfBothRings();
        Objects.requireNonNull(daemon.buffer().ring(0)).leaveReaders();
        feed.close();
        assertThat(daemon.buffer().releaseFormer(0, false)).isFalse();
        try (ServedFile next = next()) {
            assertThat(next.buffer().releaseFormer(0, false)).isFalse();
        }
    }

    /** Takes all events of a ring and of the one that has replaced it, which stay in this process; returns how many. */
    private long takeAllOfBothRings() throws Exception {
        ring.writeMany(TID, now, ServedFile.EVENTS_A_PAGE);
        take();
        WrittenRing next = daemon.replaceRing(0);
        fill(next);
        take();
        return daemon.statistics(0).written();
    }

    /** The next daemon, after this one has been killed. */
    private ServedFile next() throws Exception {
        return new ServedFile(directory, BufferMode.DISCARD, SUBBUFS, 32, 10_000);
    }

    private void fill(WrittenRing written) {
        assertThat(written.writeMany(TID, now, MORE)).isGreaterThan(2 * ServedFile.EVENTS_A_PAGE);
        assertThat(written.write(TID, now)).isZero();
    }

    /** Takes all pieces there are, which stay in this process. */
    private void take() {
        assertThat(takeAll(feed)).isGreaterThan(1);
    }

    private int takeAll(StreamFeed from) {
        int pieces = 0;
        for (ByteBuf piece = next(from); piece != null; piece = next(from)) {
            piece.release();
            keep(from.onSent(false));
            pieces++;
        }
        keep(from.onSent(true));
        return pieces;
    }

    private static @Nullable ByteBuf next(StreamFeed from) {
        return from.next(UnpooledByteBufAllocator.DEFAULT);
    }

    private void keep(@Nullable Runnable sent) {
        if (sent != null) {
            toBeSent.add(sent);
        }
    }

    private void send() {
        toBeSent.forEach(Runnable::run);
        toBeSent.clear();
    }
}
