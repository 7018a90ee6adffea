package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.Broker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What commands read out of a real broker of two hosts, of which one has lost events: all of it, of some hosts, and of a
 * time.
 */
@Timeout(600)
@Tag("extensive")
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FleetReadingTest {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final int BEFORE = 40;
    private static final int WEB = 30;
    private static final int DB = 20;
    private static final int FLOOD = 5_000;
    private static final Pattern LOST = Pattern.compile("\"lost\":(\\d+)");

    private Path directory;
    private Broker broker;
    private FleetHost web;
    private FleetHost db;
    private Instant since = Instant.EPOCH;
    private Instant until = Instant.EPOCH;
    /** What the pages of web-1 have and state lost, as a consumer counts them. */
    private long webEvents;

    private long webLost;

    @BeforeAll
    void ship(@TempDir Path scratch) throws Exception {
        directory = scratch;
        broker = Broker.start();
        web = new FleetHost("web-1", "--buffer-size", "64k", "--subbuf-size", "4k");
        db = new FleetHost("db-1");
        web.output("topics", "--create", "--kafka", broker.address(), "--partitions", "2");
        web.startShipper(broker.address());
        db.startShipper(broker.address());
        try (ShippedRecords ofWeb = new ShippedRecords(broker.address(), web.name());
                ShippedRecords ofDb = new ShippedRecords(broker.address(), db.name())) {
            load(web, BEFORE);
            load(db, BEFORE);
            await(ofWeb, web, BEFORE);
            await(ofDb, db, BEFORE);
            since = Instant.now();
            load(web, WEB);
            load(db, DB);
            await(ofWeb, web, BEFORE + WEB);
            await(ofDb, db, BEFORE + DB);
            until = Instant.now();
            signal(web, "STOP");
            load(web, FLOOD);
            signal(web, "CONT");
            await(ofWeb, web, BEFORE + WEB + FLOOD);
            webEvents = ofWeb.events();
            webLost = ofWeb.lost();
        }
        assertThat(webLost).isPositive();
        web.endShipper();
        db.endShipper();
    }

    @AfterAll
    void end() throws Exception {
        web.close();
        db.close();
        broker.close();
    }

    private static void load(FleetHost host, int events) throws Exception {
        host.load(1, events, 0);
        host.awaitLoad();
    }

    /** Waits until so many events are in the topic, or stated lost. */
    private static void await(ShippedRecords shipped, FleetHost host, long events) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (shipped.read().events() + shipped.lost() < events) {
            assertThat(System.nanoTime()).as(host.errors()).isLessThan(endNs);
        }
        assertThat(shipped.events() + shipped.lost()).isEqualTo(events);
    }

    private static void signal(FleetHost host, String name) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(host.shipper().pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private String output(String command, String... options) throws Exception {
        return db.output(Stream.concat(Stream.of(command, "--kafka", broker.address()), Stream.of(options))
                .toArray(String[]::new));
    }

    private String[] window(String... more) {
        return Stream.concat(Stream.of("--since", "" + since, "--until", "" + until), Stream.of(more))
                .toArray(String[]::new);
    }

    private static long count(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).count();
    }

    private static long lost(String json) {
        return LOST.matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void shouldTailAllOfAHostWithItsLosses() throws Exception {
        String all = output("tail", "--until", "0s", "--from", "oldest", "--json", "--host", "web-*");
        assertThat(count(all, "\"event\":\"load:tick\"")).isEqualTo(webEvents);
        assertThat(lost(all)).isEqualTo(webLost);
        assertThat(all).doesNotContain("db-1");
    }

    @Test
    void shouldTailATimeOfAllHosts() throws Exception {
        String some = output("tail", window("--json"));
        assertThat(count(some, "\"buffer\":\"web-1\"")).isEqualTo(WEB);
        assertThat(count(some, "\"buffer\":\"db-1\"")).isEqualTo(DB);
    }

    private long recorded(Path file, String part) throws Exception {
        return count(db.output("report", file.toString()), part);
    }

    @Test
    void shouldRecordATimeOfEachHostInAFileOfItsOwn() throws Exception {
        Path target = directory.resolve("window");
        output("record", window("-o", target.toString()));
        assertThat(recorded(target.resolve("web-1.dat"), " tick: ")).isEqualTo(WEB);
        assertThat(recorded(target.resolve("db-1.dat"), " tick: ")).isEqualTo(DB);
    }

    @Test
    void shouldRecordAllOfAHostWithItsLosses() throws Exception {
        Path target = directory.resolve("all");
        output("record", "--host", "web-?", "-o", target.toString());
        assertThat(target.resolve("db-1.dat")).doesNotExist();
        String json = db.output("export", target.resolve("web-1.dat").toString(), "--ndjson", "-o", "-");
        assertThat(count(json, "\"event\":\"load:tick\"")).isEqualTo(webEvents);
        assertThat(lost(json)).isEqualTo(webLost);
    }

    @Test
    void shouldExportATimeOfOneHostForPerfetto() throws Exception {
        Path trace = directory.resolve("trace.pftrace");
        output("export", window("--host", "web-*", "--perfetto", "-o", trace.toString()));
        assertThat(Files.readString(trace, StandardCharsets.ISO_8859_1).split("x{16}", -1))
                .as("the notes of events")
                .hasSize(WEB + 1);
    }

    @Test
    void shouldExportLinesOfJsonAndATable() throws Exception {
        String json = output("export", "--host", "web-*", "--ndjson", "-o", "-");
        assertThat(count(json, "\"event\":\"load:tick\"")).isEqualTo(webEvents);
        assertThat(lost(json)).isEqualTo(webLost);
        String table = output("export", window("--csv", "-o", "-"));
        assertThat(count(table, "web-1")).isEqualTo(WEB);
        assertThat(count(table, "db-1")).isEqualTo(DB);
    }

    @Test
    void shouldQueryATimeAndAllLosses() throws Exception {
        assertThat(output(
                        "query",
                        window(
                                "--format",
                                "csv",
                                "select host, count(*) as n, count(distinct seq) as different from load.tick group by host"
                                        + " order by host")))
                .isEqualTo("host,n,different\ndb-1," + DB + "," + DB + "\nweb-1," + WEB + "," + WEB + "\n");
        assertThat(output("query", "--host", "web-*", "--format", "csv", "select sum(lost) as lost from losses"))
                .isEqualTo("lost\n" + webLost + "\n");
    }
}
