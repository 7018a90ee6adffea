package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.record.ControlRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of a control topic: reads its signed records from now on, and writes signed ones. One thread opens
 * and polls, and has ended before another closes; any thread may call the other methods.
 */
public final class ControlChannel implements AutoCloseable {
    private static final long ANSWER_LIMIT_S = 30;

    private final ClientSettings settings;
    private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
    private final ControlMessages messages;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<String> notices;
    private volatile @Nullable ControlReader reader;

    /**
     * Creates a channel, which is not open.
     *
     * @param keys sign what is written, and tell who wrote what is read
     * @param producer writes; the caller closes it after the channel
     * @param notices receives lines about what goes wrong, from several threads
     */
    public ControlChannel(
            Clients clients, FleetKeys keys, Producer<byte[], byte[]> producer, Consumer<String> notices) {
        this(clients.settings(), () -> clients.consumer("ringtail-control"), keys, producer, notices);
    }

    /**
     * Creates a channel with consumers of its own.
     *
     * @param consumers gives one whenever the topic is opened
     */
    ControlChannel(
            ClientSettings settings,
            Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
            FleetKeys keys,
            Producer<byte[], byte[]> producer,
            Consumer<String> notices) {
        this.settings = settings;
        this.consumers = consumers;
        this.messages = new ControlMessages(settings.topics().control(), keys);
        this.producer = producer;
        this.notices = notices;
    }

    /** The control topic. */
    String topic() {
        return messages.topic();
    }

    /**
     * Begins to read after the topic's last record.
     *
     * @throws IOException if it cannot be read; the message is one line with the remedy
     */
    void open() throws IOException {
        close();
        reader = ControlReader.open(consumers, settings, messages, notices);
    }

    /**
     * Returns the next signed records, after waiting for some at most so long.
     *
     * @throws IOException if the topic cannot be read; the message is one line with the remedy
     */
    List<ControlRecord> poll(Duration patience) throws IOException {
        ControlReader open = reader;
        if (open == null) {
            throw new IOException("the topic " + topic() + " could not be opened");
        }
        try {
            return open.poll(patience);
        } catch (KafkaException e) {
            throw KafkaProblem.of(e, settings);
        }
    }

    /** Lets a waiting {@link #poll} return. */
    void wake() {
        ControlReader open = reader;
        if (open != null) {
            open.wake();
        }
    }

    /** Writes a record, without waiting for it; a failure is a notice. */
    void send(ControlRecord record) {
        try {
            producer.send(messages.signed(record), (metadata, failure) -> {
                if (failure != null) {
                    unsent(record, failure);
                }
            });
        } catch (IOException | RuntimeException e) {
            unsent(record, e);
        }
    }

    private void unsent(ControlRecord record, Exception failure) {
        notices.accept("an answer about snapshot " + record.id() + " is not sent: "
                + KafkaProblem.ofWriting(failure, settings).getMessage());
    }

    /** Writes a record, and waits until the broker has it. */
    void sendNow(ControlRecord record) throws IOException, InterruptedException {
        try {
            producer.send(messages.signed(record)).get(ANSWER_LIMIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw KafkaProblem.ofWriting(e, settings);
        }
    }

    void notice(String line) {
        notices.accept(line);
    }

    /** Ends reading. */
    @Override
    public void close() {
        ControlReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
