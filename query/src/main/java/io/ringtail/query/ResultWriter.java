package io.ringtail.query;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes a result in one form. Ends early, without an error, once nobody reads it. */
interface ResultWriter {
    void write(ResultSet rows) throws SQLException, IOException;

    /**
     * Returns the writer of a form.
     *
     * @param format {@code table}, {@code csv} or {@code json}
     */
    static ResultWriter of(String format, Lines lines) {
        return switch (format) {
            case "table" -> new TableWriter(lines);
            case "csv" -> new CsvWriter(lines);
            case "json" -> new JsonWriter(lines);
            default ->
                throw new IllegalArgumentException("a form " + format + ", which is none of table, csv and json");
        };
    }
}
