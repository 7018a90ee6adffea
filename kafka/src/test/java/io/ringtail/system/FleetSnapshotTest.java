package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.Broker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts that ship nothing but what a snapshot of the fleet asks for: by command, and by an event of one host. */
@Timeout(1800)
@Tag("extensive")
@Tag("once")
final class FleetSnapshotTest {
    private static final int EVENTS = 1000;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final Pattern ASKED = Pattern.compile("asks for snapshot (\\S+)");

    @TempDir
    private Path directory;

    @Test
    void shouldShipTheSameTimeOfAllHostsUnderOneId() throws Exception {
        Path keys = keys();
        try (Broker broker = Broker.start();
                FleetHost web = new FleetHost("web-1");
                FleetHost db = new FleetHost("db-1")) {
            web.output("topics", "--create", "--kafka", broker.address(), "--partitions", "2");
            db.startShipper(
                    broker.address(), "--snapshots-only", "--fleet-keys", keys.toString(), "--snapshot-longest", "9m");
            web.startShipper(
                    broker.address(),
                    "--snapshots-only",
                    "--fleet-keys",
                    keys.toString(),
                    "--snapshot-on",
                    "load:tick",
                    "--snapshot-if",
                    "seq == " + (EVENTS - 1),
                    "--snapshot-before",
                    "10m",
                    "--snapshot-longest",
                    "1h");
            awaitError(web, "nothing but snapshots");
            awaitError(db, "nothing but snapshots");
            for (FleetHost host : List.of(db, web)) {
                host.load(1, EVENTS, 0);
                host.awaitLoad();
            }
            String byEvent = awaitError(web, ASKED);
            awaitError(db, "snapshot " + byEvent + " is not taken: a snapshot here is at most 540000 ms long");

            Path asked = directory.resolve("asked");
            String report =
                    snapshot(web, broker, asked, "--fleet-keys", keys.toString(), "--before", "8m", "--wait", "20s");
            assertThat(report)
                    .startsWith("snapshot 20")
                    .containsPattern("db-1 +shipped")
                    .containsPattern("web-1 +shipped");
            assertThat(ticks(db, asked.resolve("db-1.dat"))).isPositive();
            Path triggered = directory.resolve("triggered");
            snapshot(web, broker, triggered, "--id", byEvent);
            assertThat(ticks(web, triggered.resolve("web-1.dat"))).isEqualTo(EVENTS);
            checkPerfetto(web, broker, byEvent);
            checkView(web, broker, byEvent);
            checkQuery(web, broker, byEvent);
            assertThat(db.output("doctor", "--dir", db.directory(), "--kafka", broker.address(), "--host", db.name()))
                    .contains("ok      the last sign of the shipper of db-1 was ");
        }
    }

    private void checkPerfetto(FleetHost host, Broker broker, String id) throws Exception {
        Path trace = directory.resolve("trace");
        host.output("export", "--perfetto", "--kafka", broker.address(), "--snapshot", id, "-o", trace.toString());
        assertThat(Files.readString(trace, StandardCharsets.ISO_8859_1).split("xxxxxxxxxxxxxxxx", -1))
                .as("the notes of events")
                .hasSize(EVENTS + 1);
    }

    private static void checkView(FleetHost host, Broker broker, String id) throws Exception {
        ViewedPage page = ViewedPage.open(
                host, "web-1.dat of snapshot " + id, "--kafka", broker.address(), "--snapshot", id, "--host", "web-*");
        assertThat(page.files()).contains("\"name\":\"web-1.dat\"", "\"host\":\"web-1\"");
        assertThat(page.events()).isEqualTo(EVENTS);
        page.end();
    }

    private static void checkQuery(FleetHost host, Broker broker, String id) throws Exception {
        String sql = "select host, count(*) as n, count(distinct seq) as different, max(seq) as last from load.tick"
                + " group by host";
        assertThat(host.output(
                        "query",
                        "--kafka",
                        broker.address(),
                        "--snapshot",
                        id,
                        "--host",
                        "*-1",
                        "--format",
                        "csv",
                        sql))
                .isEqualTo("host,n,different,last\nweb-1," + EVENTS + "," + EVENTS + "," + (EVENTS - 1) + "\n");
    }

    private static String snapshot(FleetHost host, Broker broker, Path target, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("snapshot", "--fleet", "--kafka", broker.address(), "-o", target.toString()));
        command.addAll(List.of(options));
        return host.output(command.toArray(String[]::new));
    }

    private Path keys() throws Exception {
        Path keys = directory.resolve("keys");
        Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(keys, "ops snapshot " + "0a".repeat(32) + "\nhosts answer " + "0b".repeat(32) + "\n");
    }

    private static long ticks(FleetHost host, Path file) throws Exception {
        return host.output("report", file.toString())
                .lines()
                .filter(line -> line.contains(" tick: "))
                .count();
    }

    private static void awaitError(FleetHost host, String part) throws Exception {
        awaitError(host, Pattern.compile("(" + Pattern.quote(part) + ")"));
    }

    private static String awaitError(FleetHost host, Pattern pattern) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (true) {
            Matcher found = pattern.matcher(host.errors());
            if (found.find()) {
                return found.group(1);
            }
            assertThat(System.nanoTime())
                    .as("no %s in %s", pattern, host.errors())
                    .isLessThan(endNs);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
