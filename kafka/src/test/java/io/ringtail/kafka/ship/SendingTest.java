package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.reader.fleet.FleetSettings;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much is on its way to a broker that does not answer. */
@Timeout(60)
final class SendingTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final Thread next = new Thread(this::sendNext);
    private final Sending sending;

    SendingTest() throws IOException {
        sending =
                new Sending(producer, ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null)), () -> {});
    }

    @BeforeEach
    void fill() throws IOException {
        for (int i = 0; i < Sending.MOST_OUTSTANDING; i++) {
            send();
        }
        next.start();
        while (next.getState() != Thread.State.WAITING) {
            assertThat(next.getState()).as("a sender of more than the most").isNotEqualTo(Thread.State.TERMINATED);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertThat(producer.history()).hasSize(Sending.MOST_OUTSTANDING);
    }

    @AfterEach
    void close() throws InterruptedException {
        sending.close();
        next.join();
    }

    private void send() throws IOException {
        sending.send(new ProducerRecord<>("ringtail.pages", new byte[0]), place -> arrived.incrementAndGet());
    }

    private void sendNext() {
        try {
            send();
        } catch (IOException e) {
            failure.set(e);
        }
    }

    @Test
    void shouldWaitUntilARecordHasArrived() throws Exception {
        assertThat(producer.completeNext()).isTrue();
        next.join();
        assertThat(failure.get()).isNull();
        assertThat(arrived).hasValue(1);
        assertThat(producer.history()).hasSize(Sending.MOST_OUTSTANDING + 1);
        assertThat(sending.blockedNs()).isPositive();
    }

    @Test
    void shouldNotWaitAnyLongerOnceItGivesUp() throws Exception {
        sending.abort();
        next.join();
        assertThat(failure.get()).isNotNull();
        assertThat(sending.blockedNs()).isPositive();
    }

    @Test
    void shouldGiveUpWhenItsSenderIsInterrupted() throws Exception {
        next.interrupt();
        next.join();
        assertThat(failure.get()).isNotNull();
        assertThat(producer.closed()).isTrue();
    }
}
