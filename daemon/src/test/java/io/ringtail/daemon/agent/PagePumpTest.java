package io.ringtail.daemon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.Receiver;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.RecordFeed;
import io.ringtail.daemon.feed.Rest;
import io.ringtail.daemon.http.LocalConnection;
import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.WrittenRing;
import io.ringtail.daemon.wake.RingWatch;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How often the agent's pump looks for the pages of a CPU. */
@Timeout(100)
final class PagePumpTest {
    private static final int TID = 7;

    @TempDir
    private Path directory;

    private final AtomicInteger pages = new AtomicInteger();
    private ServedFile daemon;
    private WrittenRing ring;
    private RingWatch watch;
    private CountedFeed feed;
    private PagePump pump;
    private LocalConnection connection;
    private Channel channel;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        ring = daemon.addRing(0);
        watch = new RingWatch(daemon.buffer(), Thread::new);
        watch.start();
        feed = new CountedFeed(recordFeed());
        pump = new PagePump(feed, watch, new Sent());
        connection = new LocalConnection(pump);
        channel = connection.channel();
        LocalConnection.awaitAtLeast(feed.polls::get, 1);
    }

    private RecordFeed recordFeed() throws Exception {
        FeedSource source = daemon.feeds();
        Receivers receivers =
                new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE));
        Receiver receiver = receivers.open(
                "/agent", "here", Principal.anonymous("here", Set.of()), Recording.options(source, 1), false);
        return new RecordFeed(source, 0, null, Recording.options(source, 1), receiver);
    }

    @AfterEach
    void close() throws Exception {
        connection.disconnect();
        channel.eventLoop().submit(feed::close).get(30, TimeUnit.SECONDS);
        watch.close();
        connection.close();
        daemon.close();
    }

    /** A look every 20 ms would be 25 here; one that was due before may come late. */
    @Test
    void shouldNotLookAtARingThatDoesNotMove() throws Exception {
        int polls = settledPolls();
        Thread.sleep(500);
        assertThat(feed.polls.get() - polls).isLessThan(5);
    }

    @Test
    void shouldNotLookForEachEventOfASubBuffer() throws Exception {
        ring.write(TID, System.nanoTime());
        int polls = settledPolls();
        for (int i = 0; i < 20; i++) {
            ring.write(TID, System.nanoTime());
            Thread.sleep(3);
        }
        assertThat(feed.polls.get() - polls).isLessThan(5);
    }

    @Test
    void shouldSendEachSubBufferThatIsFull() throws Exception {
        ring.write(TID, System.nanoTime());
        for (int i = 1; i <= 5; i++) {
            settledPolls();
            ring.writeMany(TID, System.nanoTime(), ServedFile.EVENTS_A_PAGE);
            LocalConnection.awaitAtLeast(pages::get, i);
        }
        assertThat(pages).hasValue(5);
    }

    @Test
    void shouldLookAgainAndAgainWhileAWriterOwesAnEvent() throws Exception {
        settledPolls();
        feed.owing = true;
        ring.write(TID, System.nanoTime());
        LocalConnection.awaitAtLeast(feed.polls::get, feed.polls.get() + 10);
    }

    private int settledPolls() throws InterruptedException {
        return LocalConnection.settled(feed.polls::get);
    }

    private final class Sent implements PagePump.Events {
        @Override
        public void onProgress() {
            pages.incrementAndGet();
        }

        @Override
        public void onDrained(boolean drained) {}

        @Override
        public void onAllSent() {}

        @Override
        public void onGone() {}

        @Override
        public void onFailure(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    /** Counts the polls of a feed once they are done: the first decides what was there before the recording. */
    private static final class CountedFeed implements Feed {
        @Override
        public boolean isCaughtUp() {
            return true;
        }

        private final Feed feed;
        private final AtomicInteger polls = new AtomicInteger();
        private volatile boolean owing;

        CountedFeed(Feed feed) {
            this.feed = feed;
        }

        @Override
        public Receiver receiver() {
            return feed.receiver();
        }

        @Override
        public @Nullable ByteBuf next(ByteBufAllocator allocator) {
            try {
                return feed.next(allocator);
            } finally {
                polls.incrementAndGet();
            }
        }

        @Override
        public Rest rest() {
            return owing ? Rest.NONE : feed.rest();
        }

        @Override
        public BitSet cpus() {
            return feed.cpus();
        }

        @Override
        public boolean ended() {
            return feed.ended();
        }

        @Override
        public void close() {
            feed.close();
        }
    }
}
