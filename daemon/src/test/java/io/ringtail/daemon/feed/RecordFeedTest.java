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

    /** Records a few full pages to the end; the counted pages are compared with those that came. */
    private ReceiverCounts record(@Nullable IntPredicate wanted) throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            WrittenRing ring = daemon.addRing(0);
            FeedSource source = source(daemon);
            BitSet cpus = new BitSet();
            cpus.set(0);
            FeedOptions options =
                    new FeedOptions(false, true, false, cpus, null, FeedOptions.UNORDERED, 0, System.nanoTime());
            Receiver receiver = new Receivers(
                            new Slots("streams", 1, PeerLimits.NONE), new Slots("texts", 1, PeerLimits.NONE))
                    .open("/agent", "here", Principal.anonymous("here", Set.of(Role.READ)), options, false);
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
