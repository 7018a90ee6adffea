package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.EventCounts.Row;
import io.ringtail.cli.TopTable.Sort;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TopTableTest {
    private static final long NS = 2_000_000_000;
    private static final List<Row> ROWS = List.of(
            new Row("shop:order", 7, "main", 100, 9000),
            new Row("web:hit", 8, "main", 300, 3000),
            new Row("shop:order", 9, null, 0, 0));
    private static final Interval INTERVAL = new Interval(NS, 17, true, 20, ROWS);

    @Test
    void shouldShowRatesInAllAndByRow() {
        assertThat(table(Sort.events, 10).lines(INTERVAL, "12:00")).containsExactly("""
                12:00  200 events/s and 6000 bytes/s of 2 types and 3 processes
                lost 17+, 20 since the start

                EVENTS/S  BYTES/S  SHARE%  EVENT       PID  COMMAND
                     150     1500    75.0  web:hit       8  command 8
                      50     4500    25.0  shop:order    7  command 7
                       0        0     0.0  shop:order    9  command 9
                """.split("\n"));
    }

    @Test
    void shouldSortByBytesOrNameAndStopAtACount() {
        assertThat(table(Sort.bytes, 1).lines(INTERVAL, ""))
                .hasSize(5)
                .last()
                .asString()
                .contains(" shop:order    7");
        assertThat(table(Sort.name, 2).lines(INTERVAL, ""))
                .hasSize(6)
                .last()
                .asString()
                .contains(" shop:order    9");
    }

    @Test
    void shouldPrintNumbersAsJson() {
        assertThat(table(Sort.events, 1).json(INTERVAL, "12:00")).isEqualTo("""
                {"time":"12:00","interval_ns":2000000000,"events":400,"bytes":12000,"lost":17,"lost_unknown":true,\
                "lost_since_start":20,"rows":[{"event":"web:hit","pid":8,"command":"command 8","events":300,\
                "bytes":3000}]}""");
    }

    @Test
    void shouldPrintNoControlCharacterOfAName() {
        Interval hostile = new Interval(NS, 0, false, 0, List.of(new Row("a\033:b\n", 1, null, 1, 1)));
        TopTable table = new TopTable(Sort.events, 9, row -> "\033[2J\"");
        assertThat(table.lines(hostile, "")).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
        assertThat(table.json(hostile, "")).contains("\"a\\u001b:b\\n\"", "\"\\u001b[2J\\\"\"");
    }

    @Test
    void shouldShowAnIntervalWithoutEvents() {
        assertThat(table(Sort.events, 9).lines(Interval.NONE, "12:00"))
                .startsWith("12:00  ? events/s and ? bytes/s of 0 types and 0 processes", "lost 0, 0 since the start");
        assertThat(table(Sort.events, 9).json(Interval.NONE, "")).endsWith(",\"rows\":[]}");
    }

    private static TopTable table(Sort sort, long most) {
        return new TopTable(sort, most, row -> "command " + row.pid());
    }
}
