package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.feed.FeedOptions;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.StreamFeed;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ring in discard mode that comes online while a receiver for which it is to wait takes nothing, or is away. */
@Timeout(60)
final class NewCpuReceiversTest {
    private static final int TID = 7;
    private static final int EARLIER = 10;
    /** Several laps of a ring. */
    private static final int PAGES = 20;

    private static final long WRITTEN = (long) PAGES * ServedFile.EVENTS_A_PAGE;

    @TempDir
    private Path directory;

    private ServedFile daemon;
    private StreamFeed fast;
    private StreamFeed slow;
    private long now = 1L << 40;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory, BufferMode.DISCARD, 4, 32, 10_000);
        WrittenRing first = daemon.addRing(0);
        fast = feed(daemon, null);
        slow = feed(daemon, null);
        first.writeMany(TID, now, EARLIER);
        takeAll(fast);
        takeAll(slow);
    }

    private StreamFeed feed(ServedFile from, @Nullable Map<Integer, Position> after) throws LimitException {
        BitSet cpus = new BitSet();
        cpus.set(0, ServedFile.POSSIBLE_CPUS);
        FeedOptions options = new FeedOptions(true, true, true, cpus, after, FeedOptions.UNORDERED, 0, now);
        return new StreamFeed(
                from.feeds(),
                options,
                new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                        .open("/stream", "here", Principal.anonymous("here", Set.of()), options, false));
    }

    @AfterEach
    void close() {
        fast.close();
        slow.close();
        daemon.close();
    }

    @Test
    void shouldKeepItsEventsForTheOneThatTakesNothing() throws Exception {
        WrittenRing added = daemon.addRing(1);
        long written = fill(added, fast);
        long dropped = daemon.statistics(1).dropped();
        assertThat(dropped).isPositive();
        takeAll(slow);
        assertThat(slow.receiver().counts().events()).isEqualTo(EARLIER + written);
        assertThat(slow.receiver().counts().lost()).isEqualTo(dropped);
        assertThat(fill(added, fast)).as("held up again").isLessThan(WRITTEN);
    }

    @Test
    void shouldNotKeepThemForOneThatHasGoneBeforeItTookAny() throws Exception {
        WrittenRing added = daemon.addRing(1);
        slow.close();
        assertThat(fill(added, fast)).isEqualTo(WRITTEN);
    }

    @Test
    void shouldKeepThemForOneThatHasNotReturnedToTheNextDaemon() throws Exception {
        Map<Integer, Position> end = Map.of(0, endOfTheFirst());
        try (ServedFile next = new ServedFile(directory, BufferMode.DISCARD, 4, 32, 10_000);
                StreamFeed first = feed(next, end)) {
            WrittenRing added = next.addRing(1);
            long written = fill(added, first);
            long dropped = next.statistics(1).dropped();
            assertThat(dropped).isPositive();
            try (StreamFeed returned = feed(next, end)) {
                takeAll(returned);
                assertThat(returned.receiver().counts().events()).isEqualTo(written);
                assertThat(returned.receiver().counts().lost()).isEqualTo(dropped);
            }
            assertThat(fill(added, first)).as("written once all have returned").isEqualTo(WRITTEN);
        }
    }

    private Position endOfTheFirst() {
        try (RingReader reader = daemon.reader(0)) {
            ByteBuffer page = ByteBuffer.allocate(ServedFile.SUBBUF_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(reader.poll(page, true)).isPositive();
            return reader.position();
        }
    }

    /** Writes several laps while one receiver takes all; returns how many events were accepted. */
    private long fill(WrittenRing ring, StreamFeed taking) {
        long written = 0;
        for (int page = 0; page < PAGES; page++) {
            written += ring.writeMany(TID, ++now, ServedFile.EVENTS_A_PAGE);
            takeAll(taking);
        }
        return written;
    }

    /** Does what the pump does for a receiver that takes everything. */
    private static void takeAll(StreamFeed feed) {
        for (ByteBuf piece = feed.next(ByteBufAllocator.DEFAULT);
                piece != null;
                piece = feed.next(ByteBufAllocator.DEFAULT)) {
            piece.release();
            sent(feed.onSent(false));
        }
        sent(feed.onSent(true));
    }

    private static void sent(@Nullable Runnable action) {
        if (action != null) {
            action.run();
        }
    }
}
