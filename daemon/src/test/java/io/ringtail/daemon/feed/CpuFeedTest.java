package io.ringtail.daemon.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.WrittenRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class CpuFeedTest {
    private static final int TID = 7;

    @TempDir
    private Path directory;

    private final ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void shouldGiveAPartOfASubBufferOnceInATurn() throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            long now = System.nanoTime();
            WrittenRing ring = daemon.addRing(0);
            CpuFeed cpuFeed = new CpuFeed(0, daemon.reader(0), true, now);
            ring.write(TID, now + 1);
            assertThat(cpuFeed.poll(page, true, now)).isPositive();
            ring.write(TID, now + 2);
            assertThat(cpuFeed.poll(page, true, now)).isZero();
            assertThat(cpuFeed.progressNs()).isEqualTo(now + 1);
            cpuFeed.nextTurn();
            assertThat(cpuFeed.poll(page, true, now)).isPositive();
            assertThat(cpuFeed.reader().page().events()).isEqualTo(1);
            assertThat(cpuFeed.progressNs()).isEqualTo(now + 2);
        }
    }

    @Test
    void shouldGiveWholeSubBuffersWithoutARest() throws Exception {
        try (ServedFile daemon = new ServedFile(directory)) {
            long now = System.nanoTime();
            WrittenRing ring = daemon.addRing(0);
            CpuFeed cpuFeed = new CpuFeed(0, daemon.reader(0), true, now);
            ring.writeMany(TID, now, 2 * ServedFile.EVENTS_A_PAGE + 1);
            assertThat(cpuFeed.poll(page, true, now)).isPositive();
            assertThat(cpuFeed.poll(page, true, now)).isPositive();
            assertThat(cpuFeed.poll(page, true, now)).isPositive();
            assertThat(cpuFeed.reader().page().events()).isEqualTo(1);
            assertThat(cpuFeed.poll(page, true, now)).isZero();
        }
    }
}
