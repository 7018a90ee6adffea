package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.reader.filter.Since;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.ResumedStream;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Ships what the rings of a daemon on this machine have of a time. Thread-safe. */
final class DaemonSnapshots implements SnapshotSource {
    private final String host;
    private final ResumedStream.Daemons daemons;
    private final Clients clients;
    private final Producer<byte[], byte[]> producer;

    /**
     * Creates a source.
     *
     * @param host the host's name in the topics
     * @param producer which the caller closes
     */
    DaemonSnapshots(String host, ResumedStream.Daemons daemons, Clients clients, Producer<byte[], byte[]> producer) {
        this.host = host;
        this.daemons = daemons;
        this.clients = clients;
        this.producer = producer;
    }

    /** Waits until the time is over, and ships the pages that begin within it. */
    @Override
    public SnapshotAnswer ship(SnapshotRequest request) throws IOException, InterruptedException {
        awaitWall(request.momentNs() + request.afterNs());
        Topics topics = Topics.find(clients);
        Instant since = Instant.ofEpochSecond(0, Math.max(0, request.momentNs() - request.beforeNs()));
        StreamQuery query = new StreamQuery(true, false, false, null)
                .ahead(StreamQuery.UNORDERED)
                .since(Since.parse(since.toString()));
        try (RemoteStream stream = daemons.find().stream(query)) {
            SnapshotShipment shipment = new SnapshotShipment(producer, topics, host, request, stream.hello());
            while (!shipment.hasFailed() && stream.next(shipment)) {}
            return shipment.finish(clients.settings());
        } catch (KafkaException e) {
            throw KafkaProblem.ofWriting(e, clients.settings());
        }
    }

    private static void awaitWall(long wallNs) throws InterruptedException {
        Instant now = Instant.now();
        long leftNs = wallNs - TimeUnit.SECONDS.toNanos(now.getEpochSecond()) - now.getNano();
        if (leftNs > 0) {
            TimeUnit.NANOSECONDS.sleep(leftNs);
        }
    }
}
