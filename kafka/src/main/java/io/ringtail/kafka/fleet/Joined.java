package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.reader.fleet.FleetSnapshots;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What takes part in a control topic, all of which ends together and in this order. */
final class Joined implements FleetSnapshots.Membership {
    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final ControlChannel channel;
    private @Nullable FleetMember member;
    private @Nullable FleetTrigger trigger;
    private @Nullable SignGiver signs;

    /**
     * Creates a channel and its producer.
     *
     * @throws IOException if the settings make no producer; the message is one line with the remedy
     */
    Joined(Clients clients, FleetKeys keys, Consumer<String> notices) throws IOException {
        try {
            this.producer = clients.producer("ringtail-fleet");
        } catch (KafkaException e) {
            throw KafkaProblem.ofWriting(e, clients.settings());
        }
        this.channel = new ControlChannel(clients, keys, producer, notices);
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    ControlChannel channel() {
        return channel;
    }

    void add(FleetMember started) {
        member = started;
    }

    void add(FleetTrigger started) {
        trigger = started;
    }

    void add(SignGiver started) {
        signs = started;
    }

    @Override
    public void close() {
        if (signs != null) {
            signs.close();
        }
        if (trigger != null) {
            trigger.close();
        }
        if (member != null) {
            member.close();
        }
        channel.close();
        producer.close(END_LIMIT);
    }
}
