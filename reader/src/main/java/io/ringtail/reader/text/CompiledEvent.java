package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import java.util.List;

/**
 * An event, ready to be printed as text and JSON. Immutable.
 *
 * @param name {@code SYSTEM:NAME}
 * @param column the name as a line of text has it, with its colon and the spaces behind it
 * @param body what stands behind it
 * @param opening a JSON line's middle, from the event's name to the brace of its fields
 * @param members the fields of its JSON object
 */
record CompiledEvent(String name, String column, EventBody body, String opening, List<JsonField> members) {
    private static final int COLUMN_WIDTH = 20;

    static CompiledEvent of(String system, EventFormat format) {
        String name = system + ':' + format.name();
        StringBuilder opening = new StringBuilder("\"event\":\"");
        CharacterRule.JSON.append(name, opening);
        opening.append("\",\"fields\":{");
        EventBody printed = printed(format);
        List<Expression> arguments = printed instanceof PrintProgram program ? program.arguments() : List.of();
        List<JsonField> members = format.fields().stream()
                .filter(field -> !isCommon(field))
                .map(field -> JsonField.of(field, arguments))
                .toList();
        return new CompiledEvent(
                name, column(format.name()), PluginBodies.of(system, format, printed), opening.toString(), members);
    }

    /** Whether a field is one of those that every event begins with. */
    static boolean isCommon(FormatField field) {
        return field.name().startsWith("common_") && field.offset() < Long.BYTES;
    }

    private static EventBody printed(EventFormat format) {
        try {
            return new PrintFmtCompiler(format).compile();
        } catch (PrintFmtException e) {
            return new FieldList(format);
        }
    }

    private static String column(String name) {
        StringBuilder column = new StringBuilder();
        CharacterRule.NAME.append(name, column);
        int width = COLUMN_WIDTH - column.length();
        column.append(": ");
        Digits.fill(column.length(), width, ' ', column);
        return column.toString();
    }
}
