package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.record.Checkpoints;
import io.ringtail.kafka.record.Checkpoints.Checkpoint;
import io.ringtail.kafka.record.ClockRecord;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a shipper that starts makes of {@code PREFIX.meta}. */
final class HostMetaTest {
    private static final UUID BOOT = new UUID(1, 2);
    private static final UUID FORMER_BOOT = new UUID(3, 4);
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    private final HostMeta meta = new HostMeta(MetaKey.of("a", BOOT, 7, Kind.HELLO));

    private void take(MetaKey key, byte[] value) {
        meta.take(key.bytes(), value);
    }

    private static byte[] positions(long session, long offset) {
        return new Checkpoints(session, List.of(new Checkpoint(0, 1, offset, new Position(1, 0, 9, 0, 0)))).bytes();
    }

    private static byte[] clock(long ms) {
        return ClockRecord.bytes(new ClockReading(new ClockPair(0, TimeUnit.MILLISECONDS.toNanos(ms)), 0));
    }

    @Test
    void shouldFindTheCheckpointsOfTheLatestSession() {
        take(MetaKey.of("a", BOOT, 7, Kind.POSITIONS), positions(20, 100));
        take(MetaKey.of("a", BOOT, 6, Kind.POSITIONS), positions(10, 50));
        take(MetaKey.of("b", BOOT, 7, Kind.POSITIONS), positions(99, 1));
        take(MetaKey.of("a", FORMER_BOOT, 7, Kind.POSITIONS), positions(98, 2));
        assertThat(meta.session()).isEqualTo(20);
        assertThat(meta.checkpoints().get(0)).extracting(Checkpoint::offset).isEqualTo(100L);
        assertThat(meta.isSameBuffer()).isTrue();
    }

    @Test
    void shouldKeepTheCheckpointsOfItsRingBufferAfterLaterOnesOfAnother() {
        take(MetaKey.of("a", BOOT, 8, Kind.POSITIONS), positions(19, 90));
        assertThat(meta.isSameBuffer()).isFalse();
        assertThat(meta.checkpointSession()).isEqualTo(19);
        take(MetaKey.of("a", BOOT, 7, Kind.POSITIONS), positions(20, 100));
        take(MetaKey.of("a", BOOT, 8, Kind.POSITIONS), positions(21, 200));
        assertThat(meta.session()).isEqualTo(21);
        assertThat(meta.isSameBuffer()).isTrue();
        assertThat(meta.checkpointSession()).isEqualTo(20);
        assertThat(meta.checkpoints().get(0)).extracting(Checkpoint::offset).isEqualTo(100L);
    }

    @Test
    void shouldKnowTheFormatsOfThisRingBufferOnly() {
        take(new MetaKey("a", BOOT, 7, Kind.FORMAT, 32), new byte[] {1});
        take(new MetaKey("a", BOOT, 6, Kind.FORMAT, 33), new byte[] {2});
        assertThat(meta.formats()).containsOnlyKeys(32);
    }

    @Test
    void shouldPassOverWhatNoShipperWrites() {
        meta.take(null, new byte[0]);
        meta.take("nonsense".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        take(MetaKey.of("a", BOOT, 7, Kind.POSITIONS), new byte[3]);
        assertThat(meta.checkpoints()).isEmpty();
    }

    @Test
    void shouldFindWhatOnlyExpiredPagesNeeded() {
        long now = 100 * DAY_MS;
        MetaKey old = new MetaKey("a", FORMER_BOOT, 1, Kind.THREAD, 5);
        take(old, new byte[] {1});
        take(MetaKey.of("a", FORMER_BOOT, 1, Kind.CLOCK), clock(now - 9 * DAY_MS));
        take(MetaKey.of("a", FORMER_BOOT, 2, Kind.CLOCK), clock(now - 7 * DAY_MS));
        take(new MetaKey("a", FORMER_BOOT, 3, Kind.THREAD, 5), new byte[] {1});
        take(MetaKey.of("a", BOOT, 7, Kind.CLOCK), clock(0));
        assertThat(meta.former().expired(now, DAY_MS))
                .containsExactly(
                        old.bytes(), MetaKey.of("a", FORMER_BOOT, 1, Kind.CLOCK).bytes());
        assertThat(meta.former().expired(now, -1)).isEmpty();
    }

    @Test
    void shouldTakeTheRecordsOwnTimesWhereNoClockWasRead() {
        long now = 100 * DAY_MS;
        MetaKey old = new MetaKey("a", FORMER_BOOT, 1, Kind.THREAD, 5);
        MetaKey recent = new MetaKey("a", FORMER_BOOT, 2, Kind.THREAD, 5);
        meta.take(old.bytes(), new byte[] {1}, now - 9 * DAY_MS);
        meta.take(recent.bytes(), new byte[] {1}, now - 9 * DAY_MS);
        meta.take(new MetaKey("a", FORMER_BOOT, 2, Kind.THREAD, 6).bytes(), new byte[] {1}, now - 7 * DAY_MS);
        meta.take(new MetaKey("a", FORMER_BOOT, 3, Kind.THREAD, 5).bytes(), new byte[] {1}, now);
        meta.take(MetaKey.of("a", FORMER_BOOT, 3, Kind.CLOCK).bytes(), clock(now - 9 * DAY_MS), now);
        assertThat(meta.former().expired(now, DAY_MS))
                .containsExactlyInAnyOrder(
                        old.bytes(),
                        new MetaKey("a", FORMER_BOOT, 3, Kind.THREAD, 5).bytes(),
                        MetaKey.of("a", FORMER_BOOT, 3, Kind.CLOCK).bytes());
    }

    @Test
    void shouldRemoveEachRecordOnceThatIsStillThere() {
        MetaKey there = new MetaKey("a", FORMER_BOOT, 1, Kind.THREAD, 5);
        MetaKey removed = new MetaKey("a", FORMER_BOOT, 1, Kind.THREAD, 6);
        for (int i = 0; i < 3; i++) {
            take(there, new byte[] {1});
            take(removed, new byte[] {1});
        }
        take(MetaKey.of("a", FORMER_BOOT, 1, Kind.CLOCK), clock(0));
        meta.take(removed.bytes(), null);
        meta.take(MetaKey.of("a", FORMER_BOOT, 1, Kind.CLOCK).bytes(), null);
        assertThat(meta.former().expired(100 * DAY_MS, DAY_MS)).containsExactly(there.bytes());
        meta.take(there.bytes(), null);
        assertThat(meta.former().expired(100 * DAY_MS, DAY_MS)).isEmpty();
    }
}
