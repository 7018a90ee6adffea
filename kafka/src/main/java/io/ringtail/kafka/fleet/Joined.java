package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.Clients;
import io.ringtail.reader.fleet.FleetSnapshots;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** What takes part in a control topic, all of which ends together and in this order. */
final class Joined implements FleetSnapshots.Membership {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final ControlChannel channel;
    private @Nullable FleetMember member;
    private @Nullable FleetTrigger trigger;

    Joined(Clients clients, FleetKeys keys, Consumer<String> notices) {
        this.producer = clients.producer("ringtail-fleet");
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

    @Override
    public void close() {
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
