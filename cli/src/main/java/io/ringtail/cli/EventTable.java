package io.ringtail.cli;

import io.ringtail.cli.live.ShownText;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.FormatField;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The registered events as {@code ringtail list} prints them. */
final class EventTable {
    private static final int LEAST_TEXT = 30;
    private static final int GAP = 2;
    /** A blank at which a line is not broken. */
    private static final char UNBROKEN = '\u00a0';

    private final boolean detailed;
    private final int columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates a table without events.
     *
     * @param detailed whether to show descriptions, and a line for each field
     * @param columns the width at which the last column, the fields, is continued on the next line
     */
    EventTable(boolean detailed, int columns) {
        this.detailed = detailed;
        this.columns = columns;
        rows.add(List.of("EVENT", "ID", "ENABLED", "LEVEL", "LABEL", "FIELDS"));
    }

    void add(ListedEvent event) {
        EventProperties properties = event.properties();
        rows.add(List.of(
                event.name(),
                Long.toString(event.id()),
                event.enabled() ? "yes" : "no",
                properties.of(EventProperties.Key.LEVEL).orElse("-"),
                properties.of(EventProperties.Key.LABEL).orElse("-"),
                event.fields()
                        .map(fields -> fields.stream()
                                .map(field -> declaration(event, field).replace(' ', UNBROKEN))
                                .collect(Collectors.joining(", ")))
                        .orElse("?")));
        if (detailed) {
            properties.of(EventProperties.Key.DESCRIPTION).ifPresent(text -> addText("", "", text));
            properties
                    .of(EventProperties.Key.SAMPLED)
                    .ifPresent(every -> addText("", "", "one of " + every + " is written"));
            event.fields().orElse(List.of()).forEach(field -> addField(event, field));
        }
    }

    private void addField(ListedEvent event, FormatField field) {
        EventProperties properties = event.properties();
        String description = properties
                .of(field.name(), EventProperties.Key.DESCRIPTION)
                .map(text -> ": " + text)
                .orElse("");
        String label = properties.of(field.name(), EventProperties.Key.LABEL).orElse("");
        addText("  " + field.name(), label, declaration(event, field) + description);
        String values = event.values(field).entrySet().stream()
                .map(value -> value.getKey() + " " + value.getValue())
                .collect(Collectors.joining(", "));
        if (!values.isEmpty()) {
            addText("", "", "one of " + values);
        }
    }

    private void addText(String name, String label, String text) {
        rows.add(List.of(name, "", "", "", label, text));
    }

    private static String declaration(ListedEvent event, FormatField field) {
        return ListedEvent.type(field) + " " + field.name() + ListedEvent.dimension(field)
                + event.properties()
                        .of(field.name(), EventProperties.Key.UNIT)
                        .map(text -> " [" + text + ']')
                        .orElse("");
    }

    void appendTo(StringBuilder out) {
        int last = rows.get(0).size() - 1;
        int before = 0;
        for (int column = 0; column < last; column++) {
            int at = column;
            before += GAP
                    + rows.stream()
                            .mapToInt(row -> ShownText.width(row.get(at)))
                            .max()
                            .orElse(0);
        }
        int width = Math.max(LEAST_TEXT, columns - before);
        Table table = new Table();
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>(row);
            for (String part : wrapped(ShownText.of(row.get(last)), width)) {
                cells.set(last, part.replace(UNBROKEN, ' '));
                table.row(cells.toArray());
                cells = new ArrayList<>(List.of("", "", "", "", "", ""));
            }
        }
        table.appendTo(out);
    }

    /** Breaks a text at blanks into lines of a width; a longer word has a line of its own. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            int length = ShownText.width(word);
            if (used > 0 && used + 1 + length > width) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            line.append(used > 0 ? " " : "").append(word);
            used += length + (used > 0 ? 1 : 0);
        }
        lines.add(line.toString());
        return lines;
    }
}
