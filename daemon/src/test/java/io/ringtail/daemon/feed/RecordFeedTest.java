package io.ringtail.daemon.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.WrittenRing;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recording's receiver counts. */
@Timeout(30)
final class RecordFeedTest {
    private static final int TID = 7;
    private static final int PAGES = 3;
    private static final int PAGE_SIZE = 4096;

    @TempDir
    private Path directory;

    @Test
    void shouldCountNothingOfPagesWithoutAWantedEvent() throws Exception {
        ReceiverCounts counts = record(id -> false);
        assertThat(counts.pages()).isZero();
        assertThat(counts.bytes()).isZero();
        assertThat(counts.events()).isZero();
        assertThat(counts.filtered()).isEqualTo(PAGES * ServedFile.EVENTS_A_PAGE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCountEachPageThatIsSent(boolean everything) throws Exception {
        ReceiverCounts counts = record(everything ? null : id -> true);
        assertThat(counts.pages()).isGreaterThanOrEqualTo(PAGES);
        assertThat(counts.bytes()).isEqualTo(counts.pages() * PAGE_SIZE);
        assertThat(counts.events()).isEqualTo(PAGES * ServedFile.EVENTS_A_PAGE);
        assertThat(counts.filtered()).isZero();
    }

    @Test
    void shouldRestUntilWritersLeaveASubBuffer() throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            FeedSource source = source(daemon);
            FeedOptions options = options();
            Receiver receiver = receiver(options);
            WrittenRing ring = daemon.addRing(0);
            try (RecordFeed absent = new RecordFeed(source, 1, null, options, receiver);
                    RecordFeed feed = new RecordFeed(source, 0, null, options, receiver)) {
                assertThat(absent.next(UnpooledByteBufAllocator.DEFAULT)).isNull();
                assertThat(absent.rest()).isEqualTo(Rest.LONG_FOR_WHOLE);
                assertThat(feed.next(UnpooledByteBufAllocator.DEFAULT)).isNull();
                assertThat(feed.rest().ns()).isPositive();
                ring.write(TID, System.nanoTime());
                assertThat(feed.next(UnpooledByteBufAllocator.DEFAULT)).isNull();
                assertThat(feed.rest()).isEqualTo(Rest.LONG_FOR_WHOLE);
                ring.writeMany(TID, System.nanoTime(), ServedFile.EVENTS_A_PAGE);
                assertThat(feed.rest()).isEqualTo(Rest.NONE);
                Objects.requireNonNull(feed.next(UnpooledByteBufAllocator.DEFAULT))
                        .release();
                assertThat(feed.next(UnpooledByteBufAllocator.DEFAULT)).isNull();
                assertThat(feed.rest()).isEqualTo(Rest.LONG_FOR_WHOLE);
                receiver.finish(System.nanoTime());
                assertThat(feed.rest()).isEqualTo(Rest.NONE);
                assertThat(absent.rest()).isEqualTo(Rest.NONE);
            }
        }
    }

    /** Records a few full pages to the end; the counted pages are compared with those that came. */
    private ReceiverCounts record(@Nullable IntPredicate wanted) throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            WrittenRing ring = daemon.addRing(0);
            FeedSource source = source(daemon);
            FeedOptions options = options();
            Receiver receiver = receiver(options);
            try (RecordFeed feed = new RecordFeed(source, 0, wanted, options, receiver)) {
                ring.writeMany(TID, System.nanoTime(), PAGES * ServedFile.EVENTS_A_PAGE);
                receiver.finish(System.nanoTime());
                long came = 0;
                while (!feed.ended()) {
                    ByteBuf page = feed.next(UnpooledByteBufAllocator.DEFAULT);
                    if (page != null) {
                        came++;
                        page.release();
                    }
                }
                assertThat(receiver.counts().pages()).isEqualTo(came);
                return receiver.counts();
            }
        }
    }

    private static FeedOptions options() {
        BitSet cpus = new BitSet();
        cpus.set(0, 2);
        return new FeedOptions(false, true, false, cpus, null, FeedOptions.UNORDERED, 0, System.nanoTime());
    }

    private static Receiver receiver(FeedOptions options) throws Exception {
        return new Receivers(new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                .open("/agent", "here", Principal.anonymous("here", Set.of(Role.READ)), options, false);
    }

    private static FeedSource source(ServedFile daemon) {
        return new FeedSource(
                daemon.buffer(),
                id -> null,
                daemon,
                sink -> {
                    throw new UnsupportedOperationException("no event is decoded");
                },
                System::nanoTime,
                "here");
    }
}
