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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringtail ship} beside a daemon, into a real broker. */
@Order(1)
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShipTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final String GROUP = "sharing";
    private static final int SHARED_RATE = 500;
    private static final Pattern TICK =
            Pattern.compile("\"buffer\":\"(shared-\\d)\".*\"event\":\"load:tick\".*\"seq\":(\\d+).*}$");
    private static final Pattern LOST = Pattern.compile("\"lost\":(\\d+)");
    private static final Pattern METRICS = Pattern.compile("metrics at (\\S+)");

    @TempDir
    private Path scratch;

    private Broker broker;

    @BeforeAll
    void start() throws Exception {
        broker = Broker.startSecure();
        broker.createFleet(3, 1);
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
        host.load(1, events, 10_000);
        host.awaitLoad();
    }

    @Test
    @Tag("once")
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
    @Tag("extensive")
    @Tag("once")
    void shouldCountEachEventOnceWhileTwoShippersHaveOneName() throws Exception {
        try (FleetHost host = new FleetHost("twice", "--mode", "discard");
                ShippedRecords shipped = new ShippedRecords(broker.address(), host.name())) {
            host.startShipper(broker.address(), "--lossless");
            host.load(1, Integer.MAX_VALUE, 2_000);
            until("the first shipper's events", host, () -> shipped.read().events() > 500);
            long claims = shipped.claims();
            Process later = host.start(
                    "ship-later",
                    "ship",
                    "--dir",
                    host.directory(),
                    "--kafka",
                    broker.address(),
                    "--host",
                    host.name(),
                    "--lossless");
            until("the later one's claims", host, () -> shipped.read().claims() >= 2 * claims);
            long before = shipped.events();
            until("the later one's events", host, () -> shipped.read().events() > before + 1_000);
            // What the earlier one still sent, and its last positions, change nothing for the next one.
            host.endShipper();
            later.destroy();
            assertThat(later.waitFor(120, TimeUnit.SECONDS)).as(host.errors()).isTrue();
            assertThat(shipped.read().passedOver()).isPositive();
            host.startShipper(broker.address(), "--lossless");
            until("a third one's claims", host, () -> shipped.read().claims() >= 3 * claims);
            host.endLoad();
            long all = host.sum("written") + host.sum("dropped");
            until("all", host, () -> shipped.read().events() + shipped.lost() >= all);
            host.endShipper();
            assertThat(shipped.read().events() + shipped.lost()).isEqualTo(all);
        }
    }

    @Test
    @Tag("extensive")
    @Tag("once")
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
    @Tag("once")
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
    @Tag("once")
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
                            "ringtail_ship_lost_total 0.0", "ringtail_ship_lag_events{cpu=", "ship_sessions_total 1.0")
                    .contains("ringtail_ship_active 1.0");
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
    @Tag("once")
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

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldShipWithAPasswordOverTls() throws Exception {
        String secure = broker.secure().address();
        try (FleetHost host = new FleetHost("secure");
                ShippedRecords shipped = new ShippedRecords(broker.address(), host.name())) {
            Path settings = broker.secure().settings(scratch.resolve("right"));
            host.startShipper(secure, "--kafka-config", settings.toString());
            load(host, 100);
            until("100 events", host, () -> shipped.read().events() == 100);
            String tail = host.output(
                    "tail",
                    "--kafka",
                    secure,
                    "--kafka-config",
                    settings.toString(),
                    "--until",
                    "0s",
                    "--from",
                    "oldest",
                    "--host",
                    host.name());
            assertThat(tail.lines().filter(line -> line.contains(" tick: "))).hasSize(100);
            ViewedPage page = ViewedPage.open(
                    host,
                    "secure.dat of " + secure,
                    "--kafka",
                    secure,
                    "--kafka-config",
                    settings.toString(),
                    "--host",
                    host.name());
            assertThat(page.files()).contains("\"name\":\"secure.dat\"", "\"host\":\"secure\"");
            assertThat(page.events()).isEqualTo(100);
            page.end();
            Path wrong = broker.secure().wrongSettings(scratch.resolve("wrong"));
            assertThat(refusal(
                            host, "ship", "--dir", host.directory(), "--kafka", secure, "--kafka-config", "" + wrong))
                    .contains("does not accept who this is (Authentication failed", ": check the security settings in");
            assertThat(refusal(host, "tail", "--kafka", secure, "--kafka-config", "" + wrong))
                    .contains("does not accept who this is (Authentication failed");
            Path stranger = broker.secure().strangerSettings(scratch.resolve("stranger"));
            assertThat(refusal(host, "tail", "--kafka", secure, "--kafka-config", "" + stranger))
                    .contains("TLS with Kafka at " + secure + " fails (", "unable to find valid certification path");
            Path open = broker.secure().openSettings(scratch.resolve("open"));
            assertThat(refusal(host, "tail", "--kafka", secure, "--kafka-config", "" + open))
                    .contains(open + " is a secret, but not its owner's alone (rw-r--r--): chmod 600 " + open);
        }
    }

    /** Runs a command that must fail, and returns the last line that it has printed. */
    private static String refusal(FleetHost host, String... command) throws Exception {
        Process process = host.start("refused-" + command[0], command);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(host.errors()).isTrue();
        assertThat(process.exitValue()).as(host.errors()).isEqualTo(1);
        List<String> lines = Files.readAllLines(Path.of(host.directory(), "refused-" + command[0] + ".err"));
        return lines.get(lines.size() - 1);
    }

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldShareTheCpusOfAFleetInAGroupWhoseMembersComeAndGo() throws Exception {
        try (FleetHost one = new FleetHost("shared-1", "--mode", "discard");
                FleetHost other = new FleetHost("shared-2", "--mode", "discard")) {
            List<FleetHost> hosts = List.of(one, other);
            for (FleetHost host : hosts) {
                host.startShipper(broker.address(), "--lossless");
                host.load(1, Integer.MAX_VALUE, SHARED_RATE);
            }
            Process first = member(one, "first");
            until("the first member's events", one, () -> told(one, "first").size() > SHARED_RATE);
            Process second = member(one, "second");
            until("two members", one, () -> members() == 2);
            TimeUnit.SECONDS.sleep(1);
            first.destroy();
            assertThat(first.waitFor(120, TimeUnit.SECONDS)).as(one.errors()).isTrue();
            until("the second member's events", one, () -> told(one, "second").size() > SHARED_RATE);
            long all = 0;
            for (FleetHost host : hosts) {
                host.endLoad();
                all += host.sum("written") + host.sum("dropped");
            }
            long written = all;
            until("all", one, () -> count(told(one, "first")) + count(told(one, "second")) >= written);
            second.destroy();
            assertThat(second.waitFor(120, TimeUnit.SECONDS)).as(one.errors()).isTrue();
            List<String> told = told(one, "first");
            told.addAll(told(one, "second"));
            assertThat(count(told)).isEqualTo(written);
            assertThat(told.stream().filter(text -> text.startsWith("shared-"))).doesNotHaveDuplicates();
        }
    }

    private Process member(FleetHost host, String name) throws IOException {
        return host.start(
                name,
                "tail",
                "--kafka",
                broker.address(),
                "--group",
                GROUP,
                "--host",
                "shared-?",
                "--from",
                "oldest",
                "--hold",
                "100ms",
                "--json");
    }

    /** How many members of the group have partitions. */
    private long members() throws Exception {
        try (Admin admin = broker.admin()) {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of(GROUP))
                    .describedGroups()
                    .values()
                    .iterator()
                    .next()
                    .get(30, TimeUnit.SECONDS);
            return group.members().stream()
                    .filter(each -> !each.assignment().topicPartitions().isEmpty())
                    .count();
        }
    }

    /** What a member has printed: each event as HOST and its number, each loss as its number. */
    private static List<String> told(FleetHost host, String member) throws IOException {
        List<String> told = new ArrayList<>();
        for (String line : host.printed(member).split("\n", -1)) {
            Matcher event = TICK.matcher(line);
            Matcher loss = LOST.matcher(line);
            if (event.find()) {
                told.add(event.group(1) + ' ' + event.group(2));
            } else if (loss.find()) {
                told.add(loss.group(1));
            }
        }
        return told;
    }

    /** How many events were told, lost ones included. */
    private static long count(List<String> told) {
        return told.stream()
                .mapToLong(text -> text.startsWith("shared-") ? 1 : Long.parseLong(text))
                .sum();
    }
}
