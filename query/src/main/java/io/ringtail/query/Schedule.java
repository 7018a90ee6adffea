package io.ringtail.query;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The view of what ran on each CPU, from the kernel's {@code sched_switch}. */
final class Schedule {
    private static final List<Column> NEEDED = List.of(
            new Column("prev_state", ColumnType.BIGINT),
            new Column("next_comm", ColumnType.TEXT),
            new Column("next_pid", ColumnType.INTEGER),
            new Column("next_prio", ColumnType.INTEGER));

    private static final String STATE = "CASE WHEN left_state IS NULL THEN NULL WHEN left_state & 255 = 0 THEN 'R'"
            + " WHEN left_state & 1 <> 0 THEN 'S' WHEN left_state & 2 <> 0 THEN 'D' WHEN left_state & 4 <> 0 THEN 'T'"
            + " WHEN left_state & 8 <> 0 THEN 't' WHEN left_state & 48 <> 0 THEN 'X' ELSE 'I' END";

    private Schedule() {}

    /** Returns the statement that creates the view; it has no rows if the events lack what it needs. */
    static String view(List<EventType> types) {
        Optional<EventType> switches = types.stream()
                .filter(type -> type.system().equals("sched") && type.name().equals("sched_switch"))
                .filter(type -> type.columns().containsAll(NEEDED))
                .findFirst();
        String columns = "host, file, buffer, ts, wall, dur, cpu, tid, comm, prio, ";
        return switches.map(type -> "CREATE VIEW main.sched AS SELECT " + columns + STATE + " AS end_state FROM ("
                        + "SELECT host, file, buffer, ts, wall, lead(ts) OVER each - ts AS dur, cpu, next_pid AS tid,"
                        + " next_comm AS comm, next_prio AS prio, lead(prev_state) OVER each AS left_state FROM "
                        + type.view() + " WINDOW each AS (PARTITION BY host, file, buffer, cpu ORDER BY ts))")
                .orElseGet(() -> "CREATE VIEW main.sched AS SELECT "
                        + Stream.of(
                                        "VARCHAR host",
                                        "VARCHAR file",
                                        "VARCHAR buffer",
                                        "BIGINT ts",
                                        "BIGINT wall",
                                        "BIGINT dur",
                                        "INTEGER cpu",
                                        "INTEGER tid",
                                        "VARCHAR comm",
                                        "INTEGER prio",
                                        "VARCHAR end_state")
                                .map(column -> column.split(" ", 2))
                                .map(words -> "NULL::" + words[0] + " AS " + words[1])
                                .reduce((first, next) -> first + ", " + next)
                                .orElseThrow()
                        + " WHERE false");
    }
}
