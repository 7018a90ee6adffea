package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.ControlRecord;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.SnapshotRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The signed records of a control topic. */
final class ControlMessages {
    private final String topic;
    private final FleetKeys keys;

    ControlMessages(String topic, FleetKeys keys) {
        this.topic = topic;
        this.keys = keys;
    }

    String topic() {
        return topic;
    }

    /**
     * Returns a signed record.
     *
     * @throws IOException if no key may sign it; the message is one line with the remedy
     */
    ProducerRecord<byte[], byte[]> signed(ControlRecord record) throws IOException {
        byte[] value = record.bytes();
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, record.id().text().getBytes(StandardCharsets.US_ASCII), value);
        keys.sign(roleFor(record), value, message.headers());
        return message;
    }

    /**
     * Returns what a record says.
     *
     * @throws UnsignedException if it is not signed by a key that may say it
     * @throws MalformedRecordException if it says nothing, although it is signed
     */
    ControlRecord parse(ConsumerRecord<byte[], byte[]> record) throws UnsignedException, MalformedRecordException {
        byte[] value = record.value();
        if (value == null) {
            throw new UnsignedException("it has no value");
        }
        FleetKey signer = keys.signerOf(value, record.headers());
        ControlRecord parsed = ControlRecord.parse(value);
        FleetRole role = roleFor(parsed);
        if (!signer.allows(role)) {
            throw new UnsignedException("the key " + signer.name() + " does not have the role " + role.text());
        }
        if (!parsed.topic().equals(topic)) {
            throw new UnsignedException("it was signed for another topic");
        }
        return parsed;
    }

    private static FleetRole roleFor(ControlRecord record) {
        return record instanceof SnapshotRequest ? FleetRole.SNAPSHOT : FleetRole.ANSWER;
    }
}
