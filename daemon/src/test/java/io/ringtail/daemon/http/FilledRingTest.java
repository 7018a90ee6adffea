package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.proto.layout.BufferMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring in discard mode, and a receiver for which it waits, and which waits until it is filled to a percentage. */
@Timeout(60)
final class FilledRingTest {
    private static final int TID = 7;
    private static final int SUBBUFS = 4;
    private static final int PAGE = ServedFile.EVENTS_A_PAGE;
    /** The sub-buffers that are whole when only the last one is left. */
    private static final int MOST_WHOLE = SUBBUFS - 1;

    @TempDir
    private Path directory;

    /** What is to be done when pages have left this process. */
    private final List<Runnable> toBeSent = new ArrayList<>();

    private long now = System.nanoTime();
    private long tried;
    private ServedFile daemon;
    private WrittenRing ring;

    @Nullable
    private StreamFeed feed;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory, BufferMode.DISCARD, SUBBUFS, 32, 10_000);
        ring = daemon.addRing(0);
    }

    @AfterEach
    void close() {
        if (feed != null) {
            feed.close();
        }
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {FeedOptions.UNORDERED, FeedOptions.AHEAD_BYTES})
    void shouldGetTheRingWhenOnlyItsLastSubBufferIsFree(long ahead) throws Exception {
        StreamFeed held = feed(100, ahead);
        assertThat(write(MOST_WHOLE * PAGE - 1)).isEqualTo(MOST_WHOLE * PAGE - 1);
        takeAll(held);
        assertThat(held.receiver().counts().events()).isZero();
        assertThat(write(1)).isEqualTo(1);
        takeAll(held);
        assertThat(held.receiver().counts().events()).isEqualTo(MOST_WHOLE * PAGE);

        assertThat(write(2 * PAGE)).as("what it got has not left this process").isEqualTo(PAGE);
        send();
        assertThat(write(PAGE)).isEqualTo(PAGE);
        shouldEndWithAllAccountedFor(held);
        assertThat(held.receiver().counts().lost()).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "50, 1", "51, 2", "75, 2", "76, 3", "100, 3"})
    void shouldLoseNothingIfItTakesTheRingAtOnce(int percent, int whole) throws Exception {
        StreamFeed held = feed(percent, FeedOptions.UNORDERED);
        long got = 0;
        for (int i = 1; i <= 12 * PAGE; i++) {
            assertThat(write(1)).isEqualTo(1);
            takeAll(held);
            send();
            long more = held.receiver().counts().events() - got;
            assertThat(more).as("after %d events", i).isIn(0L, (long) whole * PAGE);
            got += more;
        }
        assertThat(got).isGreaterThanOrEqualTo((12L - 1 - whole) * PAGE);
        shouldEndWithAllAccountedFor(held);
        assertThat(held.receiver().counts().lost()).isZero();
    }

    /** Its last sub-buffer has room left, but not for an event: the first one that is dropped leaves it. */
    @Test
    void shouldFreeARingThatWasFullBeforeItCame() throws Exception {
        for (int i = 0; i < SUBBUFS; i++) {
            assertThat(writeWithAGap()).isEqualTo(PAGE - 1);
        }
        assertThat(ring.write(TID, now)).as("lost to those that were there").isZero();
        StreamFeed held = feed(100, FeedOptions.UNORDERED);
        takeAll(held);
        assertThat(held.receiver().counts().events()).isEqualTo(SUBBUFS * (PAGE - 1));
        assertThat(write(1)).isZero();
        send();
        assertThat(write(SUBBUFS * PAGE)).isEqualTo(SUBBUFS * PAGE);
        assertThat(write(1)).isZero();
        shouldEndWithAllAccountedFor(held);
        assertThat(held.receiver().counts().lost()).isEqualTo(2);
    }

    private void shouldEndWithAllAccountedFor(StreamFeed held) {
        held.receiver().finish(now);
        for (int i = 0; i < 10 && !held.ended(); i++) {
            takeAll(held);
            send();
        }
        assertThat(held.ended()).isTrue();
        assertThat(held.receiver().counts().events() + held.receiver().counts().lost())
                .isEqualTo(tried);
    }

    private StreamFeed feed(int percent, long ahead) throws LimitException {
        BitSet cpus = new BitSet();
        cpus.set(0);
        FeedOptions options = new FeedOptions(true, true, true, cpus, null, ahead, percent, now);
        StreamFeed opened = new StreamFeed(
                daemon.feeds(),
                options,
                new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                        .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false));
        feed = opened;
        return opened;
    }

    /** Writes events, a nanosecond apart; returns how many were not dropped. */
    private int write(int count) {
        int taken = ring.writeMany(TID, now, count);
        now += count;
        tried += count;
        return taken;
    }

    /** Fills a sub-buffer with one event less than usual, since the second one's time needs more room. */
    private int writeWithAGap() {
        int first = write(1);
        now += TimeUnit.SECONDS.toNanos(1);
        return first + write(PAGE - 2);
    }

    /** Takes all pieces there are, which stay in this process until {@link #send}. */
    private void takeAll(StreamFeed from) {
        for (ByteBuf piece = next(from); piece != null; piece = next(from)) {
            piece.release();
            keep(from.onSent(false));
        }
        keep(from.onSent(true));
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
