package io.ringtail.kafka.read;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.Topics;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.reader.filter.Glob;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReader;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.fleet.FleetRecorder;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetSink;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a fleet's topics by Kafka's client. */
public final class KafkaFleetReader implements FleetReader {
    private static final String CLIENT = "ringtail-read";
    private static final long MOST_HELD =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** Creates the reader; the service loader calls this. */
    public KafkaFleetReader() {}

    @Override
    public FleetReading events(FleetSettings settings, FleetQuery query, FleetSink sink, Consumer<String> notices)
            throws IOException {
        return reading(settings, query, new WallClockMerge(query, sink), notices);
    }

    @Override
    public FleetReading pages(
            FleetSettings settings, FleetQuery query, FleetRecorder recorder, Consumer<String> notices)
            throws IOException {
        return reading(settings, query, new RecordedPages(query, recorder), notices);
    }

    private static FleetReading reading(
            FleetSettings settings, FleetQuery query, PageTarget target, Consumer<String> notices) throws IOException {
        Predicate<String> hosts = hosts(query);
        ClientSettings checked = ClientSettings.of(settings);
        Clients clients = new Clients(checked);
        Topics topics = Topics.find(clients);
        HostBuffers buffers = new HostBuffers(hosts);
        @Nullable MetaReader meta = null;
        try {
            meta = new MetaReader(clients.consumer(CLIENT), topics.names().meta(), topics.meta(), buffers);
            PagesConsumer pages = pages(clients, topics, query);
            return new PagesReader(query, checked, buffers, meta, pages, target, notices, System::nanoTime, MOST_HELD);
        } catch (RuntimeException e) {
            if (meta != null) {
                meta.close();
            }
            throw KafkaProblem.of(e, checked);
        }
    }

    private static PagesConsumer pages(Clients clients, Topics topics, FleetQuery query) {
        String group = query.group();
        return new PagesConsumer(
                group == null ? clients.consumer(CLIENT) : clients.member(CLIENT, group),
                topics.names().pages(),
                topics.pages(),
                query,
                () -> ClockPair.now().realtimeNs());
    }

    private static Predicate<String> hosts(FleetQuery query) throws FleetException {
        String pattern = query.hosts();
        if (pattern == null) {
            return host -> true;
        }
        try {
            Glob glob = new Glob(pattern);
            return glob::matches;
        } catch (IllegalArgumentException e) {
            throw new FleetException("--host is " + e.getMessage(), e);
        }
    }
}
