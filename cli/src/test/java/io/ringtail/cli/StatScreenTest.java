package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.EventCounts.Row;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatScreenTest {
    private static final int ROWS = 100;
    private static final Interval COUNTED = new Interval(
            2_000_000_000,
            0,
            false,
            0,
            List.of(
                    new Row("load:tick", 70, "main", 600, 0),
                    new Row("load:tock", 70, "main", 400, 0),
                    new Row("load:tick", 90, "old\033", 20, 0),
                    new Row("load:tick", 0, null, 2, 0)));

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    /** A report at a number of seconds, by which counters have grown. */
    private static DaemonReport report(int seconds, String sessions, String states) {
        String cpu = """
                {"cpu":%d,"online":%b,"entries":10,"overrun":%d,"bytes":2048,"oldest_ns":1000000000,\
                "now_ns":3500000000,"dropped":%d,"written":%d,"reserved_bytes":%d,"no_slot":%d,"malformed":0,"damage":""}""";
        String cpus = format(cpu, 0, true, 10 * seconds, 0, 1000 * seconds, 40_000 * seconds, 0)
                + ','
                + format(cpu, 3, false, 0, 5 * seconds, 0, 0, 7 * seconds);
        return DaemonReport.parse(format("""
                {"daemon":{"pid":42,"now_ns":%d},"buffer":{"mode":"overwrite","subbuf_size":4096,"subbufs_per_cpu":4,\
                "unplaced":0,"no_ring":0},"cpus":[%s],"handshakes":{"online":2,"failed":0,"cpus":[%s]},\
                "clients":[{"id":1,"pid":70,"uid":1000,"command":"shop\\u001b[31m","threads":64,"event_types":2},\
                {"id":2,"pid":71,"uid":-1,"command":"","threads":0,"event_types":0}],\
                "events":[{"id":1,"event":"load:tick","enabled":true},{"id":2,"event":"load:tock","enabled":false}],\
                "sessions":[%s]}""", seconds * 1_000_000_000L, cpus, states, sessions));
    }

    private static String session(int seconds, int age) {
        return format("""
                {"path":"/stream","peer":"unix","owner":"uid 0 (root)","age_ns":%d,"lag_ns":1500000,"events":%d,\
                "bytes":%d,"lost":3}""", age * 1_000_000_000L, 100 * seconds, 4000 * seconds);
    }

    private static List<String> lines(@Nullable DaemonReport before, DaemonReport now, int rows) {
        return new StatScreen(before, now, COUNTED, uid -> "user" + uid).lines("12:00", "", rows);
    }

    @Test
    void shouldShowWhatGrewBetweenTwoReports() {
        DaemonReport before = report(10, session(10, 5), "");
        DaemonReport now = report(12, session(12, 7) + ',' + session(99, 1), "");
        assertThat(lines(before, now, ROWS)).containsExactly("""
                12:00  daemon 42, overwrite mode, 16k per CPU, 1 of 2 event types on

                CPU  ON   EVENTS/S  BYTES/S  FILL%  HOLDS_S  OVERRUN/S  DROPPED/S  OTHER/S
                all           1000    40000     13                  10          5        7
                0    yes      1000    40000     13      2.5         10          0        0
                3    no          0        0     13      2.5          0          5        7

                CLIENT  PID  USER      EVENTS/S  THREADS  TYPES  COMMAND
                     1   70  user1000       500       64      2  shop?[31m
                     2   71  ?                0        0      0
                         90                  10                  (ended) old?
                                              1                  (unknown process)

                RECEIVER  PEER  OWNER         EVENTS/S  BYTES/S  LAG_MS  LOST
                /stream   unix  uid 0 (root)       100     4000     1.5     3
                /stream   unix  uid 0 (root)         0        0     1.5     3

                handshakes: online 2, failed 0, passed over a client 0, held 0; missing rings 0

                84 events had no thread slot and were not written
                """.split("\n"));
    }

    @Test
    void shouldFitIntoEightyColumns() {
        assertThat(lines(report(10, "", ""), report(12, "", ""), ROWS).subList(0, 6))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void shouldShowNoRatesAtFirst() {
        assertThat(lines(null, report(10, "", ""), ROWS)).contains("0    yes                        13      2.5");
    }

    @Test
    void shouldShowWhyACpuIsNotOnline() {
        String waiting = """
                {"cpu":3,"state":"announced","epoch":9,"waited_for":{"client":1,"pid":70,"command":"x\\u0007"}}""";
        assertThat(lines(null, report(10, "", waiting), ROWS))
                .contains("CPU 3 is announced (epoch 9), waited for client 1, pid 70, x?", "no receivers");
    }

    @Test
    void shouldNotExceedTheScreen() {
        assertThat(lines(null, report(10, "", ""), 9)).hasSize(9).anyMatch(line -> line.startsWith("all "));
    }

    @Test
    void shouldSayWhyProcessesHaveNoRates() {
        assertThat(new StatScreen(null, report(1, "", ""), Interval.NONE, uid -> "").lines("", "not\ncounted", ROWS))
                .contains("not counted");
    }
}
