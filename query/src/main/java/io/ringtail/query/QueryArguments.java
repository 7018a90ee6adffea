package io.ringtail.query;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of {@link QueryTool}, each {@code NAME=VALUE}; a later value of a name that is not repeated wins. */
final class QueryArguments {
    private static final long DEFAULT_MEMORY = 1L << 30;

    private final List<Path> files = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private String sql = "";
    private String format = "table";
    private long memoryBytes = DEFAULT_MEMORY;
    private Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    private @Nullable Path parquet;

    static QueryArguments parse(String... arguments) {
        QueryArguments parsed = new QueryArguments();
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            parsed.set(argument.substring(0, Math.max(0, at)), argument.substring(at + 1));
        }
        return parsed;
    }

    private void set(String name, String value) {
        switch (name) {
            case "file" -> files.add(Path.of(value));
            case "host" -> hosts.add(value);
            case "sql" -> sql = value;
            case "ask" -> sql = Question.of(value).sql();
            case "format" -> format = value;
            case "memory" -> memoryBytes = Long.parseLong(value);
            case "temporary" -> temporary = Path.of(value);
            case "parquet" -> parquet = Path.of(value);
            default -> throw new IllegalArgumentException("an argument " + name + ", which query does not have");
        }
    }

    List<Path> files() {
        return files;
    }

    /** Returns the name given to the host of a file, by the file's index; empty if there is none. */
    String host(int index) {
        return index < hosts.size() ? hosts.get(index) : "";
    }

    String sql() {
        return sql;
    }

    String format() {
        return format;
    }

    Database.Limits limits() {
        return new Database.Limits(memoryBytes, temporary);
    }

    /** Returns the file to write as Parquet; null to print the result. */
    @Nullable
    Path parquet() {
        return parquet;
    }
}
