package spans;

import io.ringtail.kafka.serde.FleetPage;
import io.ringtail.kafka.serde.FleetPageDeserializer;
import io.ringtail.kafka.serde.FleetPageSerde;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/**
 * Prints how long the spans of a fleet's services took, minute by minute: {@code FleetSpans BROKERS [PREFIX [SECONDS]]},
 * where SECONDS is the length of a window.
 */
public final class FleetSpans {
    /** How much later pages of one CPU may come than those of another. */
    private static final Duration HOLD = Duration.ofSeconds(5);

    /** How much later the spans of one thread may come than those of another. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private FleetSpans() {}

    /** Runs until the process is ended. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: java -jar fleet-spans.jar BROKERS [PREFIX [SECONDS]]");
            System.exit(2);
        }
        String prefix = args.length > 1 ? args[1] : "ringtail";
        Duration window = Duration.ofSeconds(args.length > 2 ? Long.parseLong(args[2]) : 60);
        CountDownLatch end = new CountDownLatch(1);
        try (KafkaStreams streams = new KafkaStreams(topology(prefix + ".pages", window), settings(args[0], prefix))) {
            streams.setUncaughtExceptionHandler(problem -> {
                System.err.println("ended by " + problem);
                end.countDown();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10))));
            streams.start();
            end.await();
        }
        System.exit(1);
    }

    private static Properties settings(String brokers, String prefix) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "-spans");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        // By its class, so that each thread of Kafka Streams has one of its own, with these settings.
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, FleetPageSerde.class);
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        settings.put(FleetPageDeserializer.PREFIX_CONFIG, prefix);
        // After a pause, partitions are caught up with side by side, and not one after the other.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 64 << 10);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, ForeignRecords.class);
        return settings;
    }

    private static Topology topology(String pages, Duration window) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SpansOfMarks.STORE), Serdes.String(), SpanMark.serde()));
        builder.<String, FleetPage>stream(pages)
                .process(MarksOfPages::new)
                .repartition(Repartitioned.with(Serdes.String(), SpanMark.serde()).withName("marks"))
                .process(() -> new SpansOfMarks(HOLD), SpansOfMarks.STORE)
                .groupByKey(Grouped.with("spans", Serdes.String(), Serdes.Long()))
                .windowedBy(TimeWindows.ofSizeAndGrace(window, GRACE))
                .aggregate(Times::none, Times::add, Materialized.with(Serdes.String(), Times.serde()))
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream()
                .foreach((service, times) -> System.out.println(
                        service.window().startTime() + "  " + Times.line(service.key(), times)));
        return builder.build();
    }
}
