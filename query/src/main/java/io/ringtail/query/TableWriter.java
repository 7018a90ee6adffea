package io.ringtail.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table for a terminal: numbers right-aligned, no control characters. The first rows decide how wide the columns are, so
 * that memory does not grow with the result.
 */
final class TableWriter implements ResultWriter {
    private static final int MEASURED = 1000;
    private static final String GAP = "  ";

    private final Lines lines;

    TableWriter(Lines lines) {
        this.lines = lines;
    }

    @Override
    public void write(ResultSet rows) throws SQLException {
        List<String> names = Values.names(rows);
        boolean[] right = new boolean[names.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = isNumber(rows.getMetaData().getColumnType(i + 1));
        }
        List<List<String>> first = new ArrayList<>();
        first.add(names);
        while (first.size() <= MEASURED && rows.next()) {
            first.add(shown(rows, names.size()));
        }
        int[] widths = widths(first, names.size());
        first.forEach(row -> print(row, widths, right));
        while (lines.areWanted() && rows.next()) {
            print(shown(rows, names.size()), widths, right);
        }
    }

    private static boolean isNumber(int type) {
        return switch (type) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.FLOAT,
                    Types.REAL,
                    Types.DOUBLE,
                    Types.NUMERIC,
                    Types.DECIMAL -> true;
            default -> false;
        };
    }

    private static List<String> shown(ResultSet row, int columns) throws SQLException {
        List<String> cells = new ArrayList<>(columns);
        for (@Nullable String text : Values.texts(row, columns)) {
            cells.add(text == null ? "" : text.replaceAll("\\p{Cc}", "?"));
        }
        return cells;
    }

    private static int[] widths(List<List<String>> rows, int columns) {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private void print(List<String> row, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
            line.append(i == 0 ? "" : GAP).append(right[i] ? blanks + row.get(i) : row.get(i) + blanks);
        }
        lines.add(line.toString().stripTrailing());
    }
}
