package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.ringtail.kafka.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** {@code ringtail ship} beside a daemon, into a real broker. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShipTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final Pattern METRICS = Pattern.compile("metrics at (\\S+)");

    private Broker broker;

    @BeforeAll
    void start() throws Exception {
        broker = Broker.start();
        try (FleetHost any = new FleetHost("maker")) {
            any.output("topics", "--create", "--kafka", broker.address(), "--partitions", "3");
        }
    }

    @AfterAll
    void end() {
        broker.close();
    }

    private static void until(String what, FleetHost host, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("%s; %s", what, host.errors()).isLessThan(endNs);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void load(FleetHost host, int events) throws Exception {
        host.output("load", "--dir", host.directory(), "--count", "" + events, "--rate", "10000", "--wait", "100s");
    }

    @Test
    void shouldGoOnWithAnotherRingBuffer() throws Exception {
        try (FleetHost host = new FleetHost("another-buffer");
                ShippedRecords shipped = new ShippedRecords(broker.address(), host.name())) {
            host.startShipper(broker.address());
            load(host, 300);
            until("300 events", host, () -> shipped.read().events() == 300);
            host.killDaemon();
            Files.delete(Path.of(host.directory(), "buffer"));
            host.startDaemon();
            load(host, 200);
            until("200 more", host, () -> shipped.read().events() == 500);
            assertThat(shipped.lost()).isZero();
            assertThat(shipped.buffers()).isPositive();
            assertThat(shipped.reached()).isEqualTo(200);
        }
    }

    @Test
    void shouldMoveOnWhereAFilterLeavesEventsOut() throws Exception {
        try (FleetHost host = new FleetHost("filtered");
                ShippedRecords shipped = new ShippedRecords(broker.address(), host.name())) {
            host.startShipper(broker.address(), "--filter", "seq < 10");
            load(host, 200);
            until("10 events", host, () -> shipped.read().events() == 10);
            host.endShipper();
            assertThat(shipped.read().reached()).isEqualTo(200);
            host.startShipper(broker.address());
            load(host, 30);
            until("30 events", host, () -> shipped.read().events() == 40);
            assertThat(shipped.lost()).isZero();
            assertThat(shipped.reached()).isEqualTo(230);
            assertThat(shipped.buffers()).isZero();
        }
    }

    @Test
    void shouldEndInTimeWhileNoBrokerAnswersAndGoOnLater() throws Exception {
        try (FleetHost host = new FleetHost("away", "--buffer-size", "64k", "--subbuf-size", "4k");
                ShippedRecords shipped = new ShippedRecords(broker.address(), host.name())) {
            host.startShipper(broker.gate().address());
            load(host, 100);
            until("100 events", host, () -> shipped.read().events() == 100);
            broker.gate().shut();
            load(host, 5_000);
            host.endShipper();
            broker.gate().open();
            host.startShipper(broker.gate().address());
            until("all", host, () -> shipped.read().events() + shipped.lost() == 5_100);
            assertThat(shipped.lost()).isPositive();
            assertThat(shipped.buffers()).isZero();
        }
    }

    @Test
    void shouldBeConvertedForKafkaConnect() throws Exception {
        try (FleetHost host = new FleetHost("converted");
                ConvertedRecords converted = new ConvertedRecords(broker.address(), host.name())) {
            host.startShipper(broker.address());
            load(host, 300);
            until("300 events", host, () -> converted.read().size() >= 300);
            assertThat(converted.read())
                    .allSatisfy(event -> {
                        assertThat(event.getString("system")).isEqualTo("load");
                        assertThat(event.getString("name")).isEqualTo("tick");
                        assertThat(event.<String, String>getMap("texts")).containsEntry("note", "x".repeat(16));
                    })
                    .extracting(event -> event.<String, Long>getMap("numbers").get("seq"))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 300).boxed().toList());
        }
    }

    @Test
    void shouldServeItsMetricsAndBeExaminedByTheDoctor() throws Exception {
        try (FleetHost host = new FleetHost("measured")) {
            host.startShipper(broker.address(), "--metrics", "127.0.0.1:0");
            load(host, 100);
            Matcher place = METRICS.matcher("");
            until("metrics", host, () -> place.reset(host.errors()).find());
            URI uri = URI.create(place.group(1));
            until("100 events", host, () -> metrics(uri).contains("ringtail_ship_events_total 100.0"));
            assertThat(metrics(uri))
                    .contains(
                            "ringtail_ship_lost_total 0.0", "ringtail_ship_lag_events{cpu=", "ship_sessions_total 1.0");
            String[] doctor = {"doctor", "--dir", host.directory(), "--kafka", broker.address(), "--host", host.name()};
            assertThat(host.output(doctor)).contains("ok      the last sign of the shipper of measured was ");
        }
    }

    private static String metrics(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldSayInOneLineThatTopicsAreMissing() throws Exception {
        try (FleetHost host = new FleetHost("wrong")) {
            host.startShipper(broker.address(), "--topic-prefix", "nothing");
            assertThat(host.shipper().waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(host.shipper().exitValue()).isEqualTo(1);
            assertThat(Files.readString(Path.of(host.directory(), "ship.err"))
                            .lines()
                            .skip(1))
                    .singleElement(STRING)
                    .contains("has no topic nothing.pages: create it, with ringtail topics --create");
        }
    }
}
