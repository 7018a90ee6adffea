package io.ringtail.query;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One reading of a table by a query: its parts, each taken by one of the query's threads. Thread-safe. */
final class Scan {
    private final List<TracePart> parts;
    private final AtomicInteger next = new AtomicInteger();

    /** Creates a reading of all files. */
    Scan(TraceTable table, List<TraceFile> files) {
        this.parts = files.stream()
                .flatMap(file -> file.parts(table.merged()).stream())
                .toList();
    }

    int parts() {
        return parts.size();
    }

    /** Takes the next part; null at the end. */
    @Nullable
    TracePart take() {
        int index = next.getAndIncrement();
        return index < parts.size() ? parts.get(index) : null;
    }
}
