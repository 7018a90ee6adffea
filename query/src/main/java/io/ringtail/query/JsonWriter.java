package io.ringtail.query;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One JSON object per line. Numbers keep all their digits; one that JSON does not have is null. */
final class JsonWriter implements ResultWriter {
    private static final int FIRST_PRINTABLE = 0x20;

    private final Lines lines;

    JsonWriter(Lines lines) {
        this.lines = lines;
    }

    @Override
    public void write(ResultSet rows) throws SQLException {
        List<String> names = Values.names(rows);
        StringBuilder line = new StringBuilder();
        while (lines.areWanted() && rows.next()) {
            line.setLength(0);
            for (int i = 0; i < names.size(); i++) {
                append(names.get(i), line.append(i == 0 ? '{' : ','));
                append(rows.getObject(i + 1), line.append(':'));
            }
            lines.add(line.append('}'));
        }
    }

    private static void append(@Nullable Object value, StringBuilder line) throws SQLException {
        if (value instanceof Array array) {
            char separator = '[';
            Object[] elements = (Object[]) array.getArray();
            for (Object element : elements) {
                append(element, line.append(separator));
                separator = ',';
            }
            line.append(elements.length == 0 ? "[]" : "]");
        } else if (value instanceof BigDecimal number) {
            line.append(number.toPlainString());
        } else if (value instanceof Number number) {
            line.append(Double.isFinite(number.doubleValue()) ? number.toString() : "null");
        } else if (value == null || value instanceof Boolean) {
            line.append(value);
        } else {
            appendText(value.toString(), line);
        }
    }

    private static void appendText(String text, StringBuilder line) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
