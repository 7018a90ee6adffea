package io.ringtail.cli;

import io.ringtail.cli.live.ShownText;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells, each column as wide as its widest cell; numbers are right-aligned. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    void appendTo(StringBuilder out) {
        List<Integer> widths = new ArrayList<>();
        List<Boolean> numbers = new ArrayList<>();
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        for (int column = 0; column < columns; column++) {
            int at = column;
            widths.add(rows.stream()
                    .mapToInt(row -> ShownText.width(cell(row, at)))
                    .max()
                    .orElse(0));
            numbers.add(rows.stream().skip(1).allMatch(row -> isNumber(cell(row, at))));
        }
        for (List<String> row : rows) {
            append(row, widths, numbers, out);
        }
    }

    /** The table's lines. */
    List<String> lines() {
        StringBuilder out = new StringBuilder();
        appendTo(out);
        return out.toString().lines().toList();
    }

    private static void append(List<String> row, List<Integer> widths, List<Boolean> numbers, StringBuilder out) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.size(); column++) {
            String cell = cell(row, column);
            String blanks = " ".repeat(widths.get(column) - ShownText.width(cell));
            line.append(numbers.get(column) ? blanks + cell : cell + blanks).append("  ");
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static String cell(List<String> row, int column) {
        return column < row.size() ? row.get(column) : "";
    }

    private static boolean isNumber(String cell) {
        return cell.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
    }
}
