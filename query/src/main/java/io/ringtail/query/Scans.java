package io.ringtail.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The files and tables of one database. Any thread may use it once all tables are added. */
final class Scans {
    private final List<TraceFile> files;
    private final List<TraceTable> tables = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Scans(List<TraceFile> files) {
        this.files = List.copyOf(files);
    }

    List<TraceFile> files() {
        return files;
    }

    /** Adds a table, and returns its number. */
    int add(TraceTable table) {
        tables.add(table);
        return tables.size() - 1;
    }

    TraceTable table(int number) {
        return tables.get(number);
    }

    /** Keeps the first failure: of an exception, DuckDB passes on the text only. */
    void failed(Exception reason) {
        failure.compareAndSet(null, reason);
    }

    @Nullable
    Exception failure() {
        return failure.get();
    }
}
