package io.ringtail.query;

import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionState;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of a table for one thread of a query, which closes it. Its memory is that of a page, or a compressed chunk,
 * for each CPU.
 */
final class Worker implements DuckDBTableFunctionState {
    private final TraceTable table;
    private final int[] columns;
    private final RowSource rows;
    private @Nullable Chunk chunk;
    private @Nullable Open open;
    private @Nullable TraceEvents events;

    /** A file that is open, with the decoder of its events. */
    private record Open(TraceFile file, TraceDatReader reader, EventDecoder decoder) {}

    /**
     * Creates a worker that has read nothing.
     *
     * @param columns the indices of the columns that the query uses
     */
    Worker(TraceTable table, int[] columns) {
        this.table = table;
        this.columns = columns;
        this.rows = table.rows().get();
    }

    /** Writes the next rows, and returns their number; 0 at the end. */
    int fill(Scan scan, DuckDBDataChunkWriter out) throws TraceDatException {
        Chunk into = chunk;
        if (into == null) {
            into = new Chunk(table.columns(), columns, Math.toIntExact(out.capacity()));
            chunk = into;
        }
        into.begin(out);
        do {
            rows.drain();
        } while (!into.isFull() && step(scan, into));
        return into.end();
    }

    /** Reads one event, or begins a part; returns false at the end of all parts. */
    private boolean step(Scan scan, Chunk into) throws TraceDatException {
        TraceEvents at = events;
        Open file = open;
        if (at == null || file == null) {
            return begin(scan, into);
        }
        if (!at.next(file.decoder())) {
            rows.end();
            events = null;
        }
        return true;
    }

    private boolean begin(Scan scan, Chunk into) throws TraceDatException {
        TracePart part = scan.take();
        if (part == null) {
            close();
            return false;
        }
        TraceDatReader reader = open(part.file()).reader();
        rows.begin(part, into);
        Integer cpu = part.cpu();
        events = cpu == null ? reader.events(part.buffer()) : reader.events(part.buffer(), cpu);
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a file that was given twice is read twice
    private Open open(TraceFile file) throws TraceDatException {
        Open known = open;
        if (known != null && known.file() == file) {
            return known;
        }
        close();
        TraceDatReader reader = TraceDatReader.open(file.path());
        Open opened = new Open(file, reader, reader.decoder(rows));
        open = opened;
        return opened;
    }

    @Override
    public void close() {
        Open known = open;
        if (known != null) {
            known.reader().close();
        }
        open = null;
        events = null;
    }
}
