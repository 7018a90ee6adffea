package io.ringtail.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values (RFC 4180, with LF): a line of names, then the rows. NULL is empty, an empty text is quoted. */
final class CsvWriter implements ResultWriter {
    private final Lines lines;

    CsvWriter(Lines lines) {
        this.lines = lines;
    }

    @Override
    public void write(ResultSet rows) throws SQLException {
        List<String> names = Values.names(rows);
        print(names);
        while (lines.areWanted() && rows.next()) {
            print(Values.texts(rows, names.size()));
        }
    }

    private void print(List<? extends @Nullable String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            @Nullable String value = row.get(i);
            line.append(i == 0 ? "" : ",").append(value == null ? "" : quoted(value));
        }
        lines.add(line);
    }

    private static String quoted(String value) {
        boolean needed = value.isEmpty() || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return needed ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}
