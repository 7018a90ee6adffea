package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.KafkaProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * One producer, until its first failure. A producer that cannot deliver a record would still deliver later ones: it is
 * closed at once, from its own thread and so before it sends anything more, and nothing in the topic follows what is
 * missing.
 */
final class Sending implements AutoCloseable {
    /**
     * How many records are on their way at most. The producer's memory holds their bytes, compressed; of small ones, the
     * objects that belong to each, about 1 KB, would fill the heap long before.
     */
    static final int MOST_OUTSTANDING = 20_000;

    private final Producer<byte[], byte[]> producer;
    private final ClientSettings settings;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Runnable onFailure;
    private final Semaphore room = new Semaphore(MOST_OUTSTANDING);
    private final AtomicLong waitedNs = new AtomicLong();
    private boolean closed;
    private long sentBytes;
    private long blockedNs;

    /**
     * Takes over a producer.
     *
     * @param onFailure called once, on any thread
     */
    Sending(Producer<byte[], byte[]> producer, ClientSettings settings, Runnable onFailure) {
        this.producer = producer;
        this.settings = settings;
        this.onFailure = onFailure;
    }

    /** Receives a record's place in the topic. */
    @FunctionalInterface
    interface Arrival {
        /** Called on the producer's thread, in the order of the partition. */
        void arrived(RecordMetadata place);
    }

    /** Sends a record; waits while the producer's memory is full, or too many records are on their way. */
    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> next, Arrival arrival) throws IOException {
        awaitRoom();
        Callback callback = (place, problem) -> {
            room.release();
            if (problem == null) {
                arrival.arrived(place);
            } else {
                fail(problem);
            }
        };
        try {
            return producer.send(next, callback);
        } catch (RuntimeException e) {
            fail(e);
            throw KafkaProblem.ofWriting(first(e), settings);
        }
    }

    private void awaitRoom() throws IOException {
        if (room.tryAcquire()) {
            return;
        }
        long beganNs = System.nanoTime();
        try {
            room.acquire();
        } catch (InterruptedException e) {
            InterruptException interrupted = new InterruptException(e);
            fail(interrupted);
            throw KafkaProblem.ofWriting(first(interrupted), settings);
        } finally {
            waitedNs.addAndGet(System.nanoTime() - beganNs);
        }
    }

    /** Sends a record, and waits until it is in the topic. */
    RecordMetadata sendNow(ProducerRecord<byte[], byte[]> next) throws IOException {
        try {
            return send(next, place -> {}).get();
        } catch (ExecutionException e) {
            throw KafkaProblem.ofWriting(first(e), settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending to Kafka at " + settings.brokers(), e);
        }
    }

    /** Waits until all that has been sent is in the topics, or the producer is closed. */
    void flush() throws IOException {
        try {
            producer.flush();
        } catch (RuntimeException e) {
            throw KafkaProblem.ofWriting(first(e), settings);
        }
        check();
    }

    /** Throws the first failure, if there was one. */
    void check() throws IOException {
        Exception problem = failure.get();
        if (problem != null) {
            throw KafkaProblem.ofWriting(problem, settings);
        }
    }

    private Exception first(Exception otherwise) {
        Exception problem = failure.get();
        return problem == null ? otherwise : problem;
    }

    private void fail(Exception problem) {
        if (failure.compareAndSet(null, problem)) {
            abort();
            onFailure.run();
        }
    }

    /** Gives up all that is not in the topics yet; ends what waits for that. */
    void abort() {
        synchronized (this) {
            measure();
            closed = true;
        }
        producer.close(Duration.ZERO);
        // Whoever waits for room goes on to find the producer closed.
        room.release(MOST_OUTSTANDING);
    }

    /** What the producer has done; a producer that is closed has no metrics any more. */
    private synchronized void measure() {
        if (!closed) {
            sentBytes = (long) metric("outgoing-byte-total");
            blockedNs = (long) metric("bufferpool-wait-time-ns-total");
        }
    }

    /** Returns how many bytes have been sent to brokers. */
    synchronized long sentBytes() {
        measure();
        return sentBytes;
    }

    /** Returns how long threads have waited for the producer's memory, or for others to arrive, ns. */
    synchronized long blockedNs() {
        measure();
        return blockedNs + waitedNs.get();
    }

    private double metric(String name) {
        for (Metric metric : producer.metrics().values()) {
            if (metric.metricName().name().equals(name)
                    && metric.metricName().group().equals("producer-metrics")
                    && metric.metricValue() instanceof Double value) {
                return value;
            }
        }
        return 0;
    }

    @Override
    public void close() {
        abort();
    }
}
