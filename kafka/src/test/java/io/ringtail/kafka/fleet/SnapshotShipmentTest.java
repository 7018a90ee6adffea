package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageWriter;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Which of a stream's pages a snapshot has. */
final class SnapshotShipmentTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final UUID BOOT = new UUID(1, 2);
    private static final int SUBBUF = 4096;
    private static final int PAYLOAD = 16;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final ClockPair clock = ClockPair.now();
    private final ClientSettings settings = ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null));
    private final SnapshotShipment shipment;
    private long counted;

    SnapshotShipmentTest() throws Exception {
        long now = clock.realtimeNs();
        SnapshotRequest request = new SnapshotRequest(
                "ringtail.control", SnapshotId.of(Instant.now()), now, now, SECOND, 2 * SECOND, "*", "ada", "slow");
        StreamHeader hello =
                new StreamHeader(SUBBUF, 4, BufferMode.OVERWRITE, BOOT, "mono", "kernel-name", "", "", clock);
        shipment = new SnapshotShipment(producer, new Topics(settings.topics(), 1, 1, -1), "a", request, hello);
        shipment.onPosition(0, 1, at(0));
    }

    private static Position at(long events) {
        return new Position(events / 100, (int) (events % 100) * 4, events, 0, 0);
    }

    /** The stream has a page that loses some events, and has some at times relative to the snapshot's moment. */
    private void page(long lost, long... times) {
        counted += lost + times.length;
        shipment.onPosition(0, 1, at(counted));
        ByteBuffer page = ByteBuffer.allocate(SUBBUF).order(ByteOrder.LITTLE_ENDIAN);
        PageWriter writer = new PageWriter();
        writer.begin(page, clock.monotonicNs() + times[0]);
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
        for (long time : times) {
            writer.add(clock.monotonicNs() + time, payload, 0, PAYLOAD);
        }
        int length = PageHeader.write(page, 0, writer.base(), writer.length() - PageHeader.LENGTH, lost);
        shipment.onPage(0, 0, 0, 0, page, 0, length);
    }

    private List<Long> shippedPages() throws Exception {
        List<Long> ends = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> each : producer.history()) {
            if (each.topic().equals("ringtail.snapshots")
                    && PagesRecord.parse(each.key(), each.value(), each.headers()) instanceof ShippedPage shipped) {
                ends.add(shipped.end().events());
            }
        }
        return ends;
    }

    @Test
    void shouldLeaveOutPagesAfterItsTime() throws Exception {
        page(1, -SECOND, 0);
        page(0, SECOND, 3 * SECOND);
        page(5, 4 * SECOND, 5 * SECOND);
        page(7, 6 * SECOND);
        shipment.onEnd(EndReason.COMPLETE, "");
        SnapshotAnswer answer = shipment.finish(settings);
        assertThat(shippedPages()).containsExactly(3L, 5L);
        assertThat(answer.pages()).isEqualTo(2);
        assertThat(answer.events()).isEqualTo(4);
        assertThat(answer.lost())
                .as("with the loss that may be within the time")
                .isEqualTo(6);
    }

    @Test
    void shouldShipNothingOfADaemonThatHasOnlyLaterEvents() throws Exception {
        page(0, 4 * SECOND);
        shipment.onEnd(EndReason.COMPLETE, "");
        assertThat(shipment.finish(settings).pages()).isZero();
        assertThat(shippedPages()).isEmpty();
    }
}
