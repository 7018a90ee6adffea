package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code snapshot}, taken locally and by the daemon. */
@Tag("once")
@Timeout(120)
final class SnapshotTest {
    private static final Pattern PATH = Pattern.compile("\"path\":\"([^\"]+)\"");

    private static final Pattern EVENTS = Pattern.compile("\"events\":(\\d+)");

    @TempDir
    private Path scratch;

    @Test
    void shouldWriteHereOrAtTheDaemonWhatTheRingsHold() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "1m")) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "1000");
            Path here = scratch.resolve("here.dat");
            RingtailProcess.Ended ended =
                    RingtailProcess.run(scratch, "snapshot", "--url", host.url(), "-o", here.toString());
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.err().lines()).hasSize(1).allMatch(line -> line.contains("2,000 events"));
            assertThat(report(here)).isEqualTo(2000);
            Matcher path = PATH.matcher(host.run("snapshot", "--dir", host.dir(), "--reason", "too slow"));
            assertThat(path.find()).isTrue();
            Path there = Path.of(path.group(1));
            assertThat(there.getParent()).isEqualTo(host.directory().resolve("snapshots"));
            assertThat(report(there)).isEqualTo(2000);
        }
    }

    @Test
    void shouldSayInOneLineWhyThereIsNoSnapshotAndLeaveNothing() throws Exception {
        Path file = scratch.resolve("none.dat");
        RingtailProcess.Ended ended =
                RingtailProcess.run(scratch, "snapshot", "--dir", scratch.toString(), "-o", file.toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1).allMatch(line -> line.startsWith("ringtail: "));
        try (Stream<Path> files = Files.list(scratch)) {
            assertThat(files.filter(path -> path.toString().contains("none.dat")))
                    .isEmpty();
        }
    }

    @Test
    void shouldKeepWhatProcessesAtFullSpeedHaveWrittenForStockTools() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "1m");
                RingtailProcess one = load(host);
                RingtailProcess two = load(host)) {
            Eventually.until(
                    "rings are overwritten",
                    () -> host.run("stat", "--dir", host.dir(), "--json").matches("(?s).*\"overrun\":[1-9].*"));
            String taken = host.run("snapshot", "--dir", host.dir(), "--reason", "full speed");
            assertThat(one.isAlive() && two.isAlive()).isTrue();
            Path file = Path.of(first(PATH, taken));
            long events = Long.parseLong(first(EVENTS, taken));
            assertThat(events).isPositive();
            assertThat(report(file)).isEqualTo(events);
            assertThat(StockReport.of(file).stream().filter(line -> line.contains(" tick:")))
                    .hasSize((int) events);
        }
    }

    @Test
    @Tag("extensive")
    void shouldLeaveNothingHalfWrittenWhereTheDaemonIsStopped() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "16m")) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "500000");
            try (RingtailProcess asks = host.start("snapshot", "--dir", host.dir())) {
                Path directory = host.directory().resolve("snapshots");
                Eventually.until("one is begun", () -> !list(directory).isEmpty());
                host.daemon().terminate();
                host.daemon().status();
                asks.ended();
                assertThat(list(directory)).noneMatch(name -> name.endsWith(".part"));
                for (String name : list(directory)) {
                    assertThat(report(directory.resolve(name))).isPositive();
                }
            }
        }
    }

    @Test
    @Tag("extensive")
    void shouldRemoveWhatAKilledDaemonHasHalfWritten() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "16m")) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "100000");
            Path directory = host.directory().resolve("snapshots");
            Eventually.until("one is half written", () -> isLeftHalfWritten(host, directory));
            String taken = host.run("snapshot", "--dir", host.dir());
            assertThat(list(directory)).noneMatch(name -> name.endsWith(".part"));
            assertThat(report(Path.of(first(PATH, taken)))).isEqualTo(200_000);
        }
    }

    /** Kills the daemon as soon as a snapshot has begun; the snapshot may be complete all the same. */
    private static boolean isLeftHalfWritten(RingtailHost host, Path directory) throws Exception {
        try (RingtailProcess asks = host.start("snapshot", "--dir", host.dir())) {
            int before = list(directory).size();
            Eventually.until("one is begun", () -> list(directory).size() > before);
            host.kill();
            asks.ended();
        }
        host.restart();
        return list(directory).stream().anyMatch(name -> name.endsWith(".part"));
    }

    private static RingtailProcess load(RingtailHost host) throws Exception {
        return host.start("load", "--dir", host.dir(), "--threads", "2", "--count", "1000000000");
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    private static List<String> list(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private long report(Path file) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run("report", file.toString());
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().filter(line -> line.contains(" tick:")).count();
    }
}
