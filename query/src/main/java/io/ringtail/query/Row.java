package io.ringtail.query;

/** A row of a table. */
interface Row {
    /** Writes the value of a column, by its index in the table. */
    void put(int column, Cell cell);
}
