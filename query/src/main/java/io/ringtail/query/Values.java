package io.ringtail.query;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a result's row. */
final class Values {
    private Values() {}

    /** Returns the names of the columns. */
    static List<String> names(ResultSet rows) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            names.add(rows.getMetaData().getColumnLabel(i));
        }
        return names;
    }

    /** Returns the current row as texts; null for NULL. */
    static List<@Nullable String> texts(ResultSet row, int columns) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
            texts.add(text(row.getObject(i)));
        }
        return texts;
    }

    private static @Nullable String text(@Nullable Object value) throws SQLException {
        if (value instanceof Array array) {
            List<String> elements = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                elements.add(String.valueOf(text(element)));
            }
            return elements.toString();
        }
        return value == null ? null : value.toString();
    }
}
