package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.Rest;
import io.ringtail.daemon.wake.RingWatch;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pump over a feed that counts its polls. */
@Timeout(60)
final class FeedPumpTest {
    private static final int TID = 7;

    @TempDir
    private Path directory;

    private ServedFile daemon;
    private WrittenRing ring;
    private RingWatch watch;
    private CountedFeed feed;
    private LocalConnection connection;
    private Channel channel;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        ring = daemon.addRing(0);
        watch = new RingWatch(daemon.buffer(), Thread::new);
        watch.start();
        feed = new CountedFeed();
        connection = new LocalConnection(new FeedPump(feed, watch, () -> {}, cause -> {}));
        channel = connection.channel();
        awaitPolls(1);
    }

    @AfterEach
    void close() throws Exception {
        connection.disconnect();
        assertThat(feed.closed.await(10, TimeUnit.SECONDS)).isTrue();
        watch.close();
        connection.close();
        daemon.close();
    }

    /** A look every 20 ms would be 25 here; one that was due before may come late. */
    @Test
    void shouldNotPollAFeedWhoseRingsDoNotMove() throws Exception {
        int polls = settledPolls();
        Thread.sleep(500);
        assertThat(feed.polls.get() - polls).isLessThan(5);
    }

    @Test
    void shouldPollAFeedWhoseRingHasMoved() throws Exception {
        for (int i = 0; i < 10; i++) {
            int polls = settledPolls();
            ring.write(TID, System.nanoTime());
            awaitPolls(polls + 1);
        }
    }

    @Test
    void shouldPollAFeedWhoseReceiverIsToFinish() throws Exception {
        int polls = settledPolls();
        feed.receiver().finish(System.nanoTime());
        awaitPolls(polls + 1);
    }

    @Test
    void shouldPollAFeedThatCannotRestAgainAndAgain() throws Exception {
        feed.rest = Rest.NONE;
        ring.write(TID, System.nanoTime());
        awaitPolls(feed.polls.get() + 5);
    }

    @Test
    void shouldNotWakeAPumpWhoseChannelIsFull() throws Exception {
        settledPolls();
        onTheLoop(() -> {
            feed.pieces.set(Integer.MAX_VALUE);
            writable(false);
        });
        ring.write(TID, System.nanoTime());
        Thread.sleep(20);
        int polls = onTheLoop(feed.polls::get);
        for (int i = 0; i < 20; i++) {
            ring.write(TID, System.nanoTime());
            Thread.sleep(2);
        }
        assertThat(onTheLoop(feed.polls::get)).isEqualTo(polls);
        onTheLoop(() -> {
            feed.pieces.set(3);
            writable(true);
        });
        awaitPolls(polls + 4);
    }

    /** The channel is full until the flush, which drains it. */
    @Test
    void shouldEndATurnOnceThatHasFilledTheChannel() throws Exception {
        settledPolls();
        feed.pieceLength = 1 << 17;
        Future<Integer> polls = onTheLoop(() -> {
            int before = feed.polls.get();
            feed.pieces.set(1);
            channel.pipeline().fireChannelWritabilityChanged();
            return channel.eventLoop().submit(() -> feed.polls.get() - before);
        });
        assertThat(polls.get(10, TimeUnit.SECONDS))
                .as("for the piece, and for nothing")
                .isEqualTo(2);
    }

    @Test
    void shouldCountTheTimeForWhichAFeedHoldsSomethingBack() throws Exception {
        assertThat(feed.receiver().lagNs(System.nanoTime())).isZero();
        feed.caughtUp = false;
        pollOnceMore();
        assertThat(feed.receiver().lagNs(System.nanoTime())).isPositive();
        feed.caughtUp = true;
        pollOnceMore();
        assertThat(feed.receiver().lagNs(System.nanoTime())).isZero();
    }

    private void pollOnceMore() throws Exception {
        int polls = settledPolls();
        feed.receiver().finish(System.nanoTime());
        awaitPolls(polls + 1);
        settledPolls();
    }

    @Test
    void shouldProbeNoReceiverOfAFeedWithoutSignsOfLife() throws Exception {
        onTheLoop(() -> feed.pieces.set(1));
        ring.write(TID, System.nanoTime());
        settledPolls();
        onTheLoop(() -> channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
        Thread.sleep(250);
        assertThat(feed.signs).hasValue(1);
    }

    @Test
    void shouldProbeLessAndLessOften() throws Exception {
        feed.lives = true;
        onTheLoop(() -> feed.pieces.set(1));
        ring.write(TID, System.nanoTime());
        settledPolls();
        long begunNs = System.nanoTime();
        onTheLoop(() -> channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
        LocalConnection.awaitAtLeast(feed.signs::get, 4);
        // 100, 200 and 400 ms lie between the first four.
        assertThat(System.nanoTime() - begunNs).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(690));
    }

    private void writable(boolean is) {
        Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, is);
    }

    private void onTheLoop(Runnable action) throws Exception {
        channel.eventLoop().submit(action).get(10, TimeUnit.SECONDS);
    }

    private <T> T onTheLoop(Callable<T> action) throws Exception {
        return channel.eventLoop().submit(action).get(10, TimeUnit.SECONDS);
    }

    private int settledPolls() throws InterruptedException {
        return LocalConnection.settled(feed.polls::get);
    }

    private void awaitPolls(int least) throws InterruptedException {
        LocalConnection.awaitAtLeast(feed.polls::get, least);
    }

    /** Gives a number of pieces, then nothing. */
    private static final class CountedFeed implements Feed {
        private final AtomicInteger polls = new AtomicInteger();
        private final AtomicInteger pieces = new AtomicInteger();
        private final AtomicInteger signs = new AtomicInteger();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final Receiver receiver;
        private volatile Rest rest = Rest.LONG;
        private volatile boolean lives;
        private volatile int pieceLength = 1;
        private volatile boolean caughtUp = true;

        CountedFeed() throws Exception {
            FeedOptions options = new FeedOptions(true, true, false, cpus(), null, 0, 0, 0);
            receiver = new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                    .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false);
        }

        @Override
        public Receiver receiver() {
            return receiver;
        }

        @Override
        public @Nullable ByteBuf next(ByteBufAllocator allocator) {
            polls.incrementAndGet();
            return pieces.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    ? allocator.buffer(pieceLength).writeZero(pieceLength)
                    : null;
        }

        @Override
        public Rest rest() {
            return rest;
        }

        @Override
        public @Nullable ByteBuf signOfLife() {
            signs.incrementAndGet();
            return lives ? Unpooled.buffer(1).writeByte(0) : null;
        }

        @Override
        public boolean isCaughtUp() {
            return caughtUp;
        }

        @Override
        public BitSet cpus() {
            BitSet cpus = new BitSet();
            cpus.set(0);
            return cpus;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
