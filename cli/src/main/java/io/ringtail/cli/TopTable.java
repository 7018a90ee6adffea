package io.ringtail.cli;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.cli.EventCounts.Row;
import io.ringtail.reader.CharacterRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The events of an interval by type and process, as {@code ringtail top} prints them. */
final class TopTable {
    private static final double PERCENT = 100;

    private final Sort sort;
    private final long most;
    private final Function<Row, String> commands;

    /** The order of the rows. */
    enum Sort {
        events(Comparator.comparingLong((Row row) -> -row.events())),
        bytes(Comparator.comparingLong((Row row) -> -row.bytes())),
        name(Comparator.comparingInt(row -> 0));

        @SuppressWarnings("ImmutableEnumChecker") // comparators without state
        private final Comparator<Row> order;

        Sort(Comparator<Row> order) {
            this.order = order.thenComparing(Row::event).thenComparingInt(Row::pid);
        }
    }

    /**
     * Creates a table.
     *
     * @param most the number of rows at most
     * @param commands returns the command of a row's process
     */
    TopTable(Sort sort, long most, Function<Row, String> commands) {
        this.sort = sort;
        this.most = most;
        this.commands = commands;
    }

    /** Returns the interval as lines of text: what was counted in all, and the first rows. */
    List<String> lines(Interval interval, String time) {
        Rate rate = new Rate(interval.ns());
        long all = interval.events();
        List<String> lines = new ArrayList<>();
        lines.add(time + "  " + orNone(rate.of(all)) + " events/s and " + orNone(rate.of(interval.bytes()))
                + " bytes/s of " + number(interval.rows().stream().map(Row::event), "type") + " and "
                + number(interval.rows().stream().map(Row::pid), "process"));
        lines.add("lost " + interval.lostText() + ", " + interval.lostInAll() + " since the start");
        lines.add("");
        Table table = new Table().row("EVENTS/S", "BYTES/S", "SHARE%", "EVENT", "PID", "COMMAND");
        sorted(interval)
                .forEach(row -> table.row(
                        rate.of(row.events()),
                        rate.of(row.bytes()),
                        Rate.tenths(PERCENT * row.events() / all),
                        Problems.oneLine(row.event()),
                        row.pid() == 0 ? "" : row.pid(),
                        Problems.oneLine(commands.apply(row))));
        lines.addAll(table.lines());
        return lines;
    }

    private static String number(Stream<?> things, String name) {
        long number = things.distinct().count();
        return number + " " + name + (number == 1 ? "" : name.endsWith("s") ? "es" : "s");
    }

    private static String orNone(String rate) {
        return rate.isEmpty() ? "?" : rate;
    }

    private Stream<Row> sorted(Interval interval) {
        return interval.rows().stream().sorted(sort.order).limit(most);
    }

    /** Returns the interval as an object of JSON. */
    String json(Interval interval, String time) {
        StringBuilder out = new StringBuilder("{\"time\":\"" + time + "\"");
        number("interval_ns", interval.ns(), out);
        number("events", interval.events(), out);
        number("bytes", interval.bytes(), out);
        number("lost", interval.lost(), out);
        out.append(",\"lost_unknown\":").append(interval.lostUnknown());
        number("lost_since_start", interval.lostInAll(), out);
        out.append(",\"rows\":[");
        String separator = "{";
        for (Row row : sorted(interval).toList()) {
            text("event", row.event(), out.append(separator));
            number("pid", row.pid(), out);
            text("command", commands.apply(row), out.append(','));
            number("events", row.events(), out);
            number("bytes", row.bytes(), out);
            out.append('}');
            separator = ",{";
        }
        return out.append("]}").toString();
    }

    private static void number(String name, long value, StringBuilder out) {
        out.append(",\"").append(name).append("\":").append(value);
    }

    private static void text(String name, String value, StringBuilder out) {
        CharacterRule.JSON.append(value, out.append('"').append(name).append("\":\""));
        out.append('"');
    }
}
