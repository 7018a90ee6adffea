package io.ringtail.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringtail.daemon.metrics.Scrape;
import io.ringtail.reader.fleet.ShipCounts;
import io.ringtail.reader.fleet.ShipCounts.ShippedCpu;
import io.ringtail.reader.fleet.Shipping;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shipper's metrics, served on this machine for Prometheus. */
final class ShipMetrics implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final double NS_PER_SECOND = 1e9;
    private static final String CPU = "cpu";
    private static final int MOST_PORT = 65_535;

    private final @Nullable HttpServer server;
    private final Shipping shipping;
    private final KnownDaemon daemon;

    private ShipMetrics(@Nullable HttpServer server, Shipping shipping, KnownDaemon daemon) {
        this.server = server;
        this.shipping = shipping;
        this.daemon = daemon;
    }

    /**
     * Serves the metrics.
     *
     * @param address HOST:PORT; null not to serve them
     */
    static ShipMetrics serve(@Nullable String address, Shipping shipping, KnownDaemon daemon)
            throws CommandException, IOException {
        if (address == null) {
            return new ShipMetrics(null, shipping, daemon);
        }
        try {
            HttpServer server = HttpServer.create(loopback(address), 0);
            ShipMetrics metrics = new ShipMetrics(server, shipping, daemon);
            server.createContext("/", metrics::answer);
            server.start();
            return metrics;
        } catch (BindException e) {
            throw new CommandException(
                    "--metrics: cannot listen on " + address + " (" + e.getMessage()
                            + "): give another port of this machine",
                    e);
        }
    }

    private static InetSocketAddress loopback(String address) throws CommandException {
        URI uri;
        try {
            uri = URI.create("http://" + address);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--metrics is '" + address + "': give HOST:PORT, like 127.0.0.1:9465", e);
        }
        if (uri.getHost() == null || uri.getPort() < 0 || uri.getPort() > MOST_PORT) {
            throw new CommandException("--metrics is '" + address + "': give HOST:PORT, like 127.0.0.1:9465");
        }
        InetSocketAddress bound = new InetSocketAddress(uri.getHost(), uri.getPort());
        if (bound.isUnresolved() || !bound.getAddress().isLoopbackAddress()) {
            throw new CommandException(
                    "--metrics is '" + address
                            + "', which others could read without a credential: give an address of this machine, like 127.0.0.1:9465");
        }
        return bound;
    }

    /** Where they are served, to follow another text; empty if nowhere. */
    String place() {
        return server == null
                ? ""
                : "; metrics at http://" + server.getAddress().getAddress().getHostAddress() + ":"
                        + server.getAddress().getPort() + "/metrics";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/metrics")
                    && exchange.getRequestMethod().equals("GET");
            Scrape.Exposition answer = known
                    ? scrape().expose(
                                    String.valueOf(exchange.getRequestHeaders().getFirst("Accept")))
                    : new Scrape.Exposition("text/plain", "the metrics are at GET /metrics\n");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(known ? OK : NOT_FOUND, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Scrape scrape() {
        ShipCounts counts = shipping.counts();
        Scrape scrape = new Scrape();
        scrape.counter("ship_events", "Events in records that are in the topic", counts.events());
        scrape.counter("ship_lost", "Events that these records state to be lost", counts.lost());
        scrape.counter("ship_records", "Records in the topic", counts.records());
        scrape.counter("ship_bytes", "Bytes of the records' values, before compression", counts.bytes());
        scrape.counter("ship_sent_bytes", "Bytes sent to the brokers, compressed and with retries", counts.sentBytes());
        scrape.counter("ship_sessions", "Beginnings, the first one included", counts.sessions());
        scrape.counter("ship_resumes", "Beginnings at a position found in the topic", counts.resumes());
        scrape.gauge(
                "ship_active",
                "1 while a session is connected to the daemon, 0 while the shipper waits for the daemon, or to begin",
                counts.active() ? 1 : 0);
        scrape.gauge(
                "ship_blocked_seconds",
                "How long the stream was not read because no broker took records",
                counts.blockedNs() / NS_PER_SECOND);
        Map<Integer, Long> inRings = inRings();
        for (ShippedCpu cpu : counts.cpus()) {
            String number = Integer.toString(cpu.cpu());
            scrape.gauge(
                    "ship_age_seconds",
                    "Age of the oldest page that is not in the topic yet",
                    cpu.ageNs() / NS_PER_SECOND,
                    CPU,
                    number);
            scrape.gauge(
                    "ship_unacknowledged_events",
                    "Events read from the daemon that are not in the topic yet",
                    (double) Math.max(0, cpu.read() - cpu.shipped()),
                    CPU,
                    number);
            Long written = inRings.get(cpu.cpu());
            if (written != null) {
                scrape.gauge(
                        "ship_lag_events",
                        "Events written to the ring, or dropped there, that are not in the topic yet",
                        (double) Math.max(0, written - cpu.shipped()),
                        CPU,
                        number);
            }
        }
        return scrape;
    }

    /** The written and dropped events of each CPU; empty while the daemon is away. */
    private Map<Integer, Long> inRings() {
        Map<Integer, Long> all = new HashMap<>();
        try {
            Map<String, @Nullable Object> stats = Json.object(daemon.ask(any -> any.read("/stats", "*/*")));
            for (Map<String, @Nullable Object> cpu : Json.objects(stats, "cpus")) {
                all.put((int) Json.number(cpu, CPU), Json.number(cpu, "written") + Json.number(cpu, "dropped"));
            }
        } catch (IOException | IllegalArgumentException notThere) {
            all.clear();
        }
        return all;
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
