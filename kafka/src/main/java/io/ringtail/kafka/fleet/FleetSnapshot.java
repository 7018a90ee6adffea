package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.ControlRecord;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotAnswer.Outcome;
import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.reader.fleet.SnapshotWish;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A request for a snapshot of the fleet, and its answers. Nobody knows how many hosts there are: the answers that come
 * within a time are those that there are, and each host that says that it takes the request is waited for.
 */
public final class FleetSnapshot {
    private static final Duration POLL = Duration.ofMillis(200);

    private final ControlChannel channel;
    private final SnapshotRequest request;
    private final Map<String, SnapshotAnswer> answers = new TreeMap<>();

    private FleetSnapshot(ControlChannel channel, SnapshotRequest request) {
        this.channel = channel;
        this.request = request;
    }

    /**
     * Sends a request.
     *
     * @param channel which this opens, to read the answers
     * @throws IOException if it cannot be sent; the message is one line
     */
    public static FleetSnapshot ask(ControlChannel channel, SnapshotWish wish)
            throws IOException, InterruptedException {
        SnapshotRequest request = request(channel.topic(), wish);
        channel.open();
        channel.sendNow(request);
        return new FleetSnapshot(channel, request);
    }

    /** Returns the request for a wish, signed as of now. */
    static SnapshotRequest request(String topic, SnapshotWish wish) {
        Instant now = Instant.now();
        return new SnapshotRequest(
                topic,
                SnapshotId.of(now),
                ns(now),
                ns(wish.moment()),
                wish.before().toNanos(),
                wish.after().toNanos(),
                wish.hosts(),
                wish.by(),
                wish.reason());
    }

    private static long ns(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** The snapshot's name. */
    public SnapshotId id() {
        return request.id();
    }

    /**
     * Waits for answers.
     *
     * @param first how long a host may take to say that it takes the request
     * @param all how long those that take it may need
     * @return the last answer of each host, by its name
     */
    public Map<String, SnapshotAnswer> await(Duration first, Duration all) throws IOException {
        long beginNs = System.nanoTime();
        long passedNs = 0;
        while (passedNs < first.toNanos() || (isWaiting() && passedNs < all.toNanos())) {
            for (ControlRecord record : channel.poll(POLL)) {
                if (record instanceof SnapshotAnswer answer && answer.id().equals(request.id())) {
                    answers.merge(answer.host(), answer, FleetSnapshot::later);
                }
            }
            passedNs = System.nanoTime() - beginNs;
        }
        return answers;
    }

    /** A host that a key's holder claims to be cannot take back what it has answered. */
    private static SnapshotAnswer later(SnapshotAnswer one, SnapshotAnswer other) {
        return one.outcome() == Outcome.TAKEN ? other : one;
    }

    private boolean isWaiting() {
        return answers.values().stream().anyMatch(answer -> answer.outcome() == Outcome.TAKEN);
    }
}
