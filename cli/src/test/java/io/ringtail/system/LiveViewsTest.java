package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code stat --watch} and {@code top} on a terminal and without one, against one daemon. */
@Tag("once")
@Timeout(300)
final class LiveViewsTest {
    private static final int ENDED_BY_SIGNAL = 130;
    private static final String ENDLESS = "1000000000";
    private static final Pattern COUNTED = Pattern.compile("\"events\":(\\d+),\"bytes\":\\d+,\"lost\":(\\d+),");
    private static final Pattern TICKS = Pattern.compile("\"event\":\"load:tick\",\"pid\":(\\d+)");

    private static RingtailHost host;

    @BeforeAll
    static void start() throws Exception {
        host = new RingtailHost();
    }

    @AfterAll
    static void end() throws Exception {
        host.close();
    }

    @Test
    void shouldWatchStatisticsOnAScreenThatResizes() throws Exception {
        try (RingtailProcess load = host.start("load", "--dir", host.dir(), "--rate", "500");
                Pty pty = new Pty(host.directory(), "stat", "--watch", "300ms", "--dir", host.dir())) {
            Pattern client = Pattern.compile("\\d+ +" + load.pid() + " +\\S+ +[1-9]\\d* +\\d+ +\\d+ .*");
            List<String> screen = pty.await(
                    "the load's rate",
                    lines -> lines.stream()
                            .anyMatch(line -> client.matcher(line.strip()).matches()));
            assertThat(screen)
                    .anyMatch(line -> line.startsWith("CPU  ON   EVENTS/S"))
                    .anyMatch(line -> line.startsWith("/stream "))
                    .anyMatch(line -> line.startsWith("handshakes: online "));
            pty.resize(8, 40);
            screen = pty.await(
                    "a small screen",
                    lines -> lines.size() <= 9
                            && !lines.isEmpty()
                            && lines.stream().allMatch(line -> line.length() <= 40));
            assertThat(screen).anyMatch(line -> line.startsWith("all "));
            pty.press(" ");
            pty.await("a pause", lines -> lines.get(lines.size() - 1).startsWith("paused"));
            pty.resize(30, 90);
            pty.await("a large screen", lines -> lines.size() > 9);
            pty.press("q");
            pty.checkRestored(0);
            load.terminate();
            load.status();
        }
    }

    @Test
    void shouldCountEventsByTypeAndProcess() throws Exception {
        try (Pty pty = new Pty(host.directory(), "top", "--interval", "300ms", "--dir", host.dir());
                RingtailProcess top = host.start("top", "--json", "--interval", "200ms", "--url", host.url())) {
            pty.await(Pattern.compile("EVENTS/S"));
            assertThat(top.out().readLine()).startsWith("{\"time\":\"");
            long before = written();
            try (RingtailProcess load =
                    host.start("load", "--dir", host.dir(), "--threads", "2", "--count", ENDLESS, "--rate", "20000")) {
                pty.await(Pattern.compile(" load:tick +" + load.pid() + "  \\S"));
                load.terminate();
                assertThat(load.ended().status()).isZero();
                assertThat(counted(top, written() - before, load.pid())).isEqualTo(written() - before);
            }
            pty.signal("TERM");
            pty.checkRestored(0);
            top.terminate();
            assertThat(top.ended().status()).isZero();
        }
    }

    @Test
    void shouldRestoreTheTerminalIfItEndsWhileTheScreenOpens() throws Exception {
        try (Pty pty = Pty.endedWhileItOpens(host.directory(), "top", "--dir", host.dir())) {
            pty.checkRestored(ENDED_BY_SIGNAL);
        }
    }

    private static long written() throws Exception {
        return host.stat("written").values().stream().mapToLong(Long::longValue).sum();
    }

    /** Adds up the events that top counts or loses until there are as many as wanted. */
    private static long counted(RingtailProcess top, long wanted, int pid) throws Exception {
        long counted = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
        boolean named = false;
        while (counted < wanted && System.nanoTime() < end) {
            String line = top.out().readLine();
            Matcher numbers = COUNTED.matcher(line);
            assertThat(numbers.find()).as(line).isTrue();
            counted += Long.parseLong(numbers.group(1)) + Long.parseLong(numbers.group(2));
            Matcher ticks = TICKS.matcher(line);
            named |= ticks.find() && Integer.parseInt(ticks.group(1)) == pid;
        }
        assertThat(named).isTrue();
        return counted;
    }

    @Test
    void shouldPrintBlocksWithoutATerminal() throws Exception {
        try (RingtailProcess watch = host.start("stat", "--watch", "200ms", "--passive", "--dir", host.dir())) {
            for (int block = 0; block < 2; block++) {
                String line = watch.out().readLine();
                assertThat(line).matches("\\S+Z  daemon " + host.daemon().pid() + ", overwrite mode, .*");
                while (!line.isEmpty()) {
                    line = watch.out().readLine();
                    assertThat(line).doesNotContain("\033");
                }
                while (!line.startsWith("handshakes: ")) {
                    line = watch.out().readLine();
                }
                assertThat(watch.out().readLine()).isEmpty();
            }
            watch.terminate();
            assertThat(watch.ended().status()).isZero();
        }
        assertThat(host.run("top", "--once", "--interval", "100ms", "--dir", host.dir()))
                .contains("EVENTS/S  BYTES/S  SHARE%  EVENT");
    }
}
