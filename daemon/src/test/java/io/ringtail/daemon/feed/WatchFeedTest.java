package io.ringtail.daemon.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.WrittenRing;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class WatchFeedTest {
    private static final int TID = 7;

    @TempDir
    private Path directory;

    private final Counts counts = new Counts();

    @Test
    void shouldReadAQuietCpuWhileAnotherIsBusy() throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            WrittenRing busy = daemon.addRing(0);
            WrittenRing quiet = daemon.addRing(1);
            long now = System.nanoTime();
            try (WatchFeed feed = feed(daemon, now)) {
                busy.writeMany(TID, now, 3 * ServedFile.EVENTS_A_PAGE + 1);
                for (int i = 1; i <= 3; i++) {
                    quiet.write(TID, now + i);
                    assertThat(feed.poll()).isTrue();
                    assertThat(counts.events[1]).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void shouldNotAskForAnotherPollForFewEvents() throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            WrittenRing ring = daemon.addRing(0);
            long now = System.nanoTime();
            try (WatchFeed feed = feed(daemon, now)) {
                for (int i = 1; i <= 3; i++) {
                    ring.write(TID, now + i);
                    assertThat(feed.poll()).isFalse();
                    assertThat(counts.events[0]).isEqualTo(i);
                }
            }
        }
    }

    private WatchFeed feed(ServedFile daemon, long now) {
        FeedSource source =
                new FeedSource(daemon.buffer(), daemon::event, daemon, sink -> counts, System::nanoTime, "here");
        BitSet cpus = new BitSet();
        cpus.set(0, 2);
        FeedOptions options = new FeedOptions(true, true, false, cpus, null, FeedOptions.UNORDERED, 0, now);
        return new WatchFeed(source, options, new Nobody());
    }

    private static final class Nobody implements EventSink {
        @Override
        public void onEvent(EventView event) {}

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }

    private static final class Counts implements MergedEvents {
        private final int[] events = new int[2];

        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            events[cpu]++;
        }

        @Override
        public void onLost(int cpu, long lost) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
