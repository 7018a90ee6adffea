package io.ringtail.bench.fleet;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Ships the pages of many simulated hosts to one broker, and prints what came of it as a line of NAME=VALUE words.
 *
 * <p>{@code FleetSimulation NAME=VALUE…}: {@code producer}, a file of producer settings; {@code topic}, which is created if
 * it is not there, with so many {@code partitions}; {@code frames}, a file with a daemon's {@code /stream}; {@code hosts},
 * {@code cpus} of each; {@code events} per second of all CPUs of all hosts together; {@code seconds}; {@code connections},
 * each of which is a producer that hosts share; {@code broker}, its process id.
 */
public final class FleetSimulation {
    private static final int LEAST_PAGE = 1024;
    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);
    private static final int WARM_UP_S = 3;

    private final Map<String, String> arguments;
    private final Properties settings = new Properties();
    private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final Recorder latencies = SimulatedHosts.recorder();
    private final SimulatedHosts.Outcome warmUp = new SimulatedHosts.Outcome();
    private final SimulatedHosts.Outcome outcome = new SimulatedHosts.Outcome();

    private FleetSimulation(Map<String, String> arguments) {
        this.arguments = arguments;
    }

    /** Runs a simulation. */
    public static void main(String[] args) throws Exception {
        Function<Integer, Function<String, String>> part = index -> word -> word.split("=", 2)[index];
        new FleetSimulation(Stream.of(args).collect(Collectors.toMap(part.apply(0), part.apply(1)))).run();
    }

    private String text(String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + "=VALUE is missing");
        }
        return value;
    }

    private int number(String name) {
        return Integer.parseInt(text(name));
    }

    private void run() throws Exception {
        try (InputStream in = Files.newInputStream(Path.of(text("producer")))) {
            settings.load(in);
        }
        SamplePages samples = SamplePages.read(Path.of(text("frames")), LEAST_PAGE);
        createTopic();
        int connections = Math.min(number("hosts"), number("connections"));
        for (int i = 0; i < connections; i++) {
            producers.add(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
            producers.get(i).partitionsFor(text("topic"));
        }
        double offered = number("events") / samples.meanEvents();
        ship(samples, offered, WARM_UP_S, SimulatedHosts.recorder(), warmUp);
        producers.forEach(KafkaProducer::flush);
        Map<String, Double> before = sums();
        ProcessCost broker = new ProcessCost(number("broker"));
        ProcessCost own = new ProcessCost(ProcessHandle.current().pid());
        long beginNs = System.nanoTime();
        ship(samples, offered, number("seconds"), latencies, outcome);
        String sent = sent(offered, (System.nanoTime() - beginNs) / NS_PER_S);
        producers.forEach(KafkaProducer::flush);
        double whole = (System.nanoTime() - beginNs) / NS_PER_S;
        String costs = costs(broker, own, whole);
        String traffic = traffic(samples, before, whole);
        producers.forEach(KafkaProducer::close);
        System.out.println(sent + traffic + costs);
    }

    /** Has all hosts ship so many pages a second together for a time. */
    private void ship(
            SamplePages samples, double pagesPerSecond, int seconds, Recorder times, SimulatedHosts.Outcome came)
            throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int hosts = number("hosts");
        int connections = producers.size();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int share = hosts / connections + (i < hosts % connections ? 1 : 0);
            SimulatedHosts some = new SimulatedHosts(
                    producers.get(i), text("topic"), pagesPerSecond * share / hosts, endNs, times, came);
            for (int host = 0; host < share; host++) {
                some.add(i + host * connections, number("cpus"), samples);
            }
            threads.add(new Thread(some, "hosts-" + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** What was acknowledged in the time, and what was not yet. */
    private String sent(double offered, double seconds) {
        return String.format(
                Locale.ROOT,
                "offered=%.0f acknowledged=%.0f behind=%d failed=%d",
                offered,
                outcome.acknowledged() / seconds,
                outcome.sent() - outcome.acknowledged() - outcome.failed(),
                outcome.failed());
    }

    private String traffic(SamplePages samples, Map<String, Double> before, double seconds) {
        Map<String, Double> metrics = sums();
        before.forEach((name, value) -> metrics.merge(name, -value, Double::sum));
        Histogram histogram = latencies.getIntervalHistogram();
        return String.format(
                Locale.ROOT,
                " page_bytes=%.0f page_events=%.1f events=%d mb=%.2f wire_mb=%.2f requests=%.0f p50_ms=%.1f p99_ms=%.1f",
                samples.meanBytes(),
                samples.meanEvents(),
                warmUp.events() + outcome.events(),
                outcome.bytes() / seconds / 1e6,
                metrics.getOrDefault("outgoing-byte-total", 0.0) / seconds / 1e6,
                metrics.getOrDefault("request-total", 0.0) / seconds,
                SimulatedHosts.percentileMs(histogram, 50),
                SimulatedHosts.percentileMs(histogram, 99));
    }

    private static String costs(ProcessCost broker, ProcessCost own, double seconds) throws Exception {
        ProcessCost.Busy busiest = broker.busiest();
        return String.format(
                Locale.ROOT,
                " broker_cpu=%.2f own_cpu=%.2f broker_rss_mb=%d busiest=%s busiest_cpu=%.2f",
                broker.seconds() / seconds,
                own.seconds() / seconds,
                broker.residentMb(),
                busiest.name(),
                busiest.seconds() / seconds);
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                settings.getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)))) {
            admin.createTopics(List.of(new NewTopic(text("topic"), number("partitions"), (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** The sums of the producers' own counters, in a map that may be changed. */
    private Map<String, Double> sums() {
        return producers.stream()
                .flatMap(producer -> producer.metrics().values().stream())
                .filter(metric -> metric.metricName().group().equals("producer-metrics")
                        && metric.metricValue() instanceof Double)
                .collect(Collectors.toMap(metric -> metric.metricName().name(), FleetSimulation::value, Double::sum));
    }

    private static Double value(Metric metric) {
        return (Double) metric.metricValue();
    }
}
