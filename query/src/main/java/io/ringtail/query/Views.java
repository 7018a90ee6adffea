package io.ringtail.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The views that a query sees: one for each event type, in the schema of its system, and those of all events. */
final class Views {
    /** Names that mean something else where a schema is named: catalogs, and DuckDB's own schemas. */
    private static final List<String> RESERVED =
            List.of("main", "memory", "temp", "system", "information_schema", "pg_catalog", "localhost");

    private final Statement statement;
    private final Scans scans;

    private Views(Statement statement, Scans scans) {
        this.statement = statement;
        this.scans = scans;
    }

    static void create(Connection connection, Scans scans) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Views views = new Views(statement, scans);
            List<EventType> types = types(scans.files());
            views.ofAllEvents();
            views.ofTypes(types);
            views.run(Schedule.view(types));
        }
    }

    /** Returns the event types of all files, in the order of their names. */
    private static List<EventType> types(List<TraceFile> files) {
        Map<String, Map<String, EventType>> systems = new TreeMap<>();
        for (TraceFile file : files) {
            for (TraceFile.Type type : file.types().values()) {
                systems.computeIfAbsent(type.system(), key -> new TreeMap<>())
                        .computeIfAbsent(type.format().name(), name -> new EventType(type.system(), name))
                        .add(file, type.format());
            }
        }
        return systems.values().stream()
                .flatMap(system -> system.values().stream())
                .toList();
    }

    private void ofAllEvents() throws SQLException {
        add("main.events", new TraceTable(EventRows.ALL, false, () -> new EventRows(null)));
        add("main.spans", new TraceTable(SpanRow.COLUMNS, true, SpanRows::new));
        add("main.losses", new TraceTable(LossRows.COLUMNS, false, LossRows::new));
        add("main.counters", new TraceTable(CounterRows.COLUMNS, false, CounterRows::new));
        run("CREATE VIEW main.threads AS SELECT host, file, tid, any_value(pid) AS pid, any_value(comm) AS comm,"
                + " count(*) AS events, min(ts) AS first_ts, max(ts) AS last_ts"
                + " FROM main.events GROUP BY host, file, tid");
    }

    private void ofTypes(List<EventType> types) throws SQLException {
        Names schemas = new Names(RESERVED);
        Map<String, String> schemaOf = new LinkedHashMap<>();
        Map<String, Names> viewsOf = new LinkedHashMap<>();
        for (EventType type : types) {
            @Nullable String schema = schemaOf.get(type.system());
            if (schema == null) {
                schema = schemas.take(type.system());
                schemaOf.put(type.system(), schema);
                viewsOf.put(schema, new Names(List.of()));
                run("CREATE SCHEMA " + Names.quoted(schema));
            }
            String name =
                    viewsOf.computeIfAbsent(schema, key -> new Names(List.of())).take(type.name());
            type.named(Names.quoted(schema) + '.' + Names.quoted(name));
            Supplier<RowSource> rows = () -> new EventRows(type);
            add(type.view(), new TraceTable(type.columns(), false, rows));
        }
    }

    private void add(String view, TraceTable table) throws SQLException {
        int number = scans.add(table);
        String columns = table.columns().stream().map(Views::shown).collect(Collectors.joining(", "));
        run(String.format(
                Locale.ROOT, "CREATE VIEW %s AS SELECT %s FROM %s(%d)", view, columns, TableFunction.NAME, number));
    }

    private static String shown(Column column) {
        String name = Names.quoted(column.name());
        String shown = column.type().shown(name);
        return shown.equals(name) ? name : shown + " AS " + name;
    }

    private void run(String sql) throws SQLException {
        statement.execute(sql);
    }
}
