package io.ringtail.bench.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The hosts that share one producer, and so one connection: ships a page of each CPU in turn, at a fixed rate of all,
 * and counts what is acknowledged, and how long after it was due.
 */
final class SimulatedHosts implements Runnable {
    private static final int BATCH = 64;
    private static final long LONGEST_US = TimeUnit.MINUTES.toMicros(10);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<SimulatedCpu> cpus = new ArrayList<>();
    private final double pagesPerSecond;
    private final long endNs;
    private final Recorder latencies;
    private final Outcome outcome;

    /**
     * Creates the hosts.
     *
     * @param pagesPerSecond of all their CPUs
     * @param endNs when they end, by {@link System#nanoTime}
     * @param latencies takes the time from when a page was due until it was acknowledged, µs
     */
    SimulatedHosts(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            double pagesPerSecond,
            long endNs,
            Recorder latencies,
            Outcome outcome) {
        this.producer = producer;
        this.topic = topic;
        this.pagesPerSecond = pagesPerSecond;
        this.endNs = endNs;
        this.latencies = latencies;
        this.outcome = outcome;
    }

    /** What became of the pages. */
    static final class Outcome {
        private long sent;
        private long acknowledged;
        private long events;
        private long bytes;
        private long failed;

        synchronized void send() {
            sent++;
        }

        synchronized void acknowledge(int itsEvents, int length) {
            acknowledged++;
            events += itsEvents;
            bytes += length;
        }

        synchronized void fail() {
            failed++;
        }

        synchronized long sent() {
            return sent;
        }

        synchronized long acknowledged() {
            return acknowledged;
        }

        /** The events of all pages acknowledged. */
        synchronized long events() {
            return events;
        }

        /** The bytes of all values acknowledged, before compression. */
        synchronized long bytes() {
            return bytes;
        }

        synchronized long failed() {
            return failed;
        }
    }

    /** Adds a host. */
    void add(int number, int itsCpus, SamplePages samples) {
        for (int cpu = 0; cpu < itsCpus; cpu++) {
            cpus.add(new SimulatedCpu("host-" + number, cpu, samples, number * 31 + cpu * 7));
        }
    }

    @Override
    public void run() {
        long beginNs = System.nanoTime();
        double nsPerPage = TimeUnit.SECONDS.toNanos(1) / pagesPerSecond;
        long number = 0;
        for (long nowNs = beginNs; nowNs < endNs; nowNs = System.nanoTime()) {
            long due = Math.min(number + BATCH, (long) ((nowNs - beginNs) / nsPerPage));
            if (due <= number) {
                LockSupport.parkNanos((long) ((number + 1) * nsPerPage) - (nowNs - beginNs));
            }
            for (; number < due; number++) {
                send(cpus.get((int) (number % cpus.size())), beginNs + (long) (number * nsPerPage));
            }
        }
    }

    private void send(SimulatedCpu cpu, long dueNs) {
        int events = cpu.events();
        ProducerRecord<byte[], byte[]> page = cpu.page(topic);
        int length = page.value().length;
        outcome.send();
        producer.send(page, (metadata, failure) -> {
            if (failure == null) {
                outcome.acknowledge(events, length);
                latencies.recordValue(Math.min(LONGEST_US, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - dueNs)));
            } else {
                outcome.fail();
            }
        });
    }

    /** A recorder of latencies up to ten minutes, with two digits. */
    static Recorder recorder() {
        return new Recorder(LONGEST_US, 2);
    }

    /** A value of a share in ms. */
    static double percentileMs(Histogram histogram, double percent) {
        return histogram.getValueAtPercentile(percent) / 1e3;
    }
}
