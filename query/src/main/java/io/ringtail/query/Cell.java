package io.ringtail.query;

import java.util.Arrays;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** The place of a row's value in a column of the current chunk. Texts are passed on when the chunk is complete. */
final class Cell {
    private final ColumnType type;
    private final String[] texts;
    private @Nullable DuckDBWritableVector vector;
    private int row;

    Cell(ColumnType type, int capacity) {
        this.type = type;
        this.texts = isText() ? new String[capacity] : new String[0];
    }

    private boolean isText() {
        return type == ColumnType.TEXT || type == ColumnType.BIGINTS || type == ColumnType.UBIGINTS;
    }

    ColumnType type() {
        return type;
    }

    void begin(DuckDBWritableVector of) {
        vector = of;
    }

    Cell at(int index) {
        row = index;
        return this;
    }

    private DuckDBWritableVector vector() {
        if (vector == null) {
            throw new IllegalStateException("a value outside of a chunk");
        }
        return vector;
    }

    void number(long value) {
        if (type == ColumnType.INTEGER) {
            vector().setInt(row, (int) value);
        } else {
            vector().setLong(row, value);
        }
    }

    void bool(boolean value) {
        vector().setBoolean(row, value);
    }

    void floating(double value) {
        vector().setDouble(row, value);
    }

    void text(@Nullable String value) {
        texts[row] = value;
    }

    void nothing() {
        if (isText()) {
            texts[row] = null;
        } else {
            vector().setNull(row);
        }
    }

    /** Passes on the texts of all rows. */
    void end(int rows) {
        if (isText() && rows > 0) {
            String[] all = rows == texts.length ? texts : Arrays.copyOf(texts, rows);
            vector().setStrings(0, all);
        }
        vector = null;
    }
}
