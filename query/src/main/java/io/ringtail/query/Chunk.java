package io.ringtail.query;

import java.util.List;
import java.util.Queue;
import org.duckdb.DuckDBDataChunkWriter;

/** The rows that a table function returns at a time, of those columns that a query uses. */
final class Chunk {
    private final int[] columns;
    private final Cell[] cells;
    private final int tableColumns;
    private int capacity;
    private int rows;

    /**
     * Creates an empty chunk.
     *
     * @param columns the indices of the columns in the table; one that is not in it, as for a count, stays unwritten
     * @param most rows of a chunk
     */
    Chunk(List<Column> table, int[] columns, int most) {
        this.columns = columns;
        this.tableColumns = table.size();
        this.cells = new Cell[columns.length];
        for (int i = 0; i < columns.length; i++) {
            ColumnType type = columns[i] < table.size() ? table.get(columns[i]).type() : ColumnType.BIGINT;
            cells[i] = new Cell(type, most);
        }
    }

    void begin(DuckDBDataChunkWriter out) {
        capacity = Math.toIntExact(out.capacity());
        rows = 0;
        for (int i = 0; i < cells.length; i++) {
            cells[i].begin(out.vector(i));
        }
    }

    boolean isFull() {
        return rows == capacity;
    }

    void add(Row row) {
        for (int i = 0; i < cells.length; i++) {
            if (columns[i] < tableColumns) {
                row.put(columns[i], cells[i].at(rows));
            }
        }
        rows++;
    }

    /** Moves rows here from a queue, as many as there is room for. */
    void take(Queue<? extends Row> ready) {
        while (!ready.isEmpty() && !isFull()) {
            add(ready.remove());
        }
    }

    /** Completes the chunk, and returns the number of its rows. */
    int end() {
        for (Cell cell : cells) {
            cell.end(rows);
        }
        return rows;
    }
}
