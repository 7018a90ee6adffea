package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.Broker;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.stream.ClockPair;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
    private static final int TICK = 40;
    private static final int TID = 4000;
    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = 1_767_225_600_000_000_000L;
    private static final long SINCE = BEGIN + 10 * SECOND;
    private static final long UNTIL = BEGIN + 20 * SECOND;
    private static final int BEFORE = 40;
    private static final int WEB = 30;
    private static final int DB = 20;
    private static final int AFTER = 10;
    private static final int ALL_OF_WEB = BEFORE + WEB + AFTER;
    private static final int LOST = 4_000;
    private static final Pattern LOSS = Pattern.compile("\"lost\":(\\d+)");

    private Path directory;
    private Broker broker;

    @BeforeAll
    void ship(@TempDir Path scratch) throws Exception {
        directory = scratch;
        broker = Broker.start();
        broker.createFleet(2, 1);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            HandMadeHost web = host(producer, "web-1", new ClockPair(5 * SECOND, BEGIN - SECOND));
            HandMadeHost db = host(producer, "db-1", new ClockPair(900_000 * SECOND, BEGIN + SECOND));
            ship(web, BEGIN, BEFORE, 0);
            ship(db, BEGIN, BEFORE, 0);
            ship(web, SINCE, WEB, 0);
            ship(db, SINCE, DB, 0);
            ship(web, UNTIL, AFTER, LOST);
        }
    }

    private static HandMadeHost host(Producer<byte[], byte[]> producer, String name, ClockPair clock) {
        EventSchema tick =
                EventSchema.builder("load", "tick").field("seq", FieldType.U64).build();
        return new HandMadeHost(producer, name, clock, 200).format(TICK, tick).thread(TID, TID, "java");
    }

    /** Ships a page of events that begin at a time, after so many that were lost. */
    private static void ship(HandMadeHost host, long beginNs, int events, long lost) {
        for (int i = 0; i < events; i++) {
            host.event(TICK, TID, beginNs + i, beginNs - BEGIN + i);
        }
        host.ship(lost, 0);
    }

    @AfterAll
    void end() {
        broker.close();
    }

    private String output(String command, String... options) throws Exception {
        return WarmCommands.output(Stream.concat(Stream.of(command, "--kafka", broker.address()), Stream.of(options))
                .toArray(String[]::new));
    }

    private static String time(long wallNs) {
        return Instant.EPOCH.plusNanos(wallNs).toString();
    }

    private static String[] window(String... more) {
        return Stream.concat(Stream.of("--since", time(SINCE), "--until", time(UNTIL)), Stream.of(more))
                .toArray(String[]::new);
    }

    private static long count(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).count();
    }

    private static long lost(String json) {
        return LOSS.matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void shouldTailAllOfAHostWithItsLosses() throws Exception {
        String all = output("tail", "--until", "0s", "--from", "oldest", "--json", "--host", "web-*");
        assertThat(count(all, "\"event\":\"load:tick\"")).isEqualTo(ALL_OF_WEB);
        assertThat(lost(all)).isEqualTo(LOST);
        assertThat(all).doesNotContain("db-1");
    }

    @Test
    void shouldTailATimeOfAllHosts() throws Exception {
        String some = output("tail", window("--json"));
        assertThat(count(some, "\"buffer\":\"web-1\"")).isEqualTo(WEB);
        assertThat(count(some, "\"buffer\":\"db-1\"")).isEqualTo(DB);
    }

    private long recorded(Path file, String part) throws Exception {
        return count(WarmCommands.output("report", file.toString()), part);
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
        String json = WarmCommands.output("export", target.resolve("web-1.dat").toString(), "--ndjson", "-o", "-");
        assertThat(count(json, "\"event\":\"load:tick\"")).isEqualTo(ALL_OF_WEB);
        assertThat(lost(json)).isEqualTo(LOST);
    }

    @Test
    void shouldExportLinesOfJsonAndATable() throws Exception {
        String json = output("export", "--host", "web-*", "--ndjson", "-o", "-");
        assertThat(count(json, "\"event\":\"load:tick\"")).isEqualTo(ALL_OF_WEB);
        assertThat(lost(json)).isEqualTo(LOST);
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
                .isEqualTo("lost\n" + LOST + "\n");
    }
}
