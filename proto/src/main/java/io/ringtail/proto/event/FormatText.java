package io.ringtail.proto.event;

import java.util.Map;

/**
 * Formats a schema as tracefs does: the text of {@code events/SYSTEM/EVENT/format}, which trace-cmd, perf and
 * {@link EventFormat#parse} read. Source of the format: the kernel's own format files.
 *
 * <p>No value is printed as floating point, because neither the kernel nor libtraceevent supports it: floats are shown
 * as their bits.
 */
public final class FormatText {
    private static final int MAX_ID = 0xffff;
    private static final int MAX_FORMAT_NAME_LENGTH = 2 * EventSchema.MAX_NAME_LENGTH;

    private FormatText() {}

    /**
     * Returns the format text of a schema.
     *
     * @param id the event's number, 1 to 65535
     * @param formatName the event's name in the text: schemas with the same system and name have distinct format names
     * @throws IllegalArgumentException if the id is out of range or the name is invalid
     */
    public static String formatText(EventSchema schema, int id, String formatName) {
        check(id, formatName);
        StringBuilder text = new StringBuilder(1024);
        text.append("name: ").append(formatName).append("\nID: ").append(id).append("\nformat:\n");
        appendField(text, "unsigned short common_type", 0, 2, false);
        appendField(text, "unsigned char common_flags", 2, 1, false);
        appendField(text, "unsigned char common_preempt_count", 3, 1, false);
        appendField(text, "int common_pid", 4, 4, true);
        text.append('\n');
        for (Field field : schema.fields()) {
            appendField(
                    text,
                    declaration(field),
                    field.offset(),
                    field.size(),
                    field.type().isSigned());
        }
        text.append("\nprint fmt: ");
        appendPrintFmt(text, schema);
        return text.append('\n').toString();
    }

    private static void check(int id, String formatName) {
        if (id < 1 || id > MAX_ID) {
            throw new IllegalArgumentException("event id " + id + " is not between 1 and " + MAX_ID);
        }
        if (!SchemaRules.isName(formatName, MAX_FORMAT_NAME_LENGTH)) {
            throw new IllegalArgumentException("format name " + SchemaRules.shown(formatName)
                    + " is not a name of 1 to " + MAX_FORMAT_NAME_LENGTH + " letters, digits or _");
        }
    }

    private static String declaration(Field field) {
        String declaration = field.type().typeText() + ' ' + field.name();
        return field.type() == FieldType.CHARS ? declaration + '[' + field.length() + ']' : declaration;
    }

    private static void appendField(StringBuilder text, String declaration, int offset, int size, boolean signed) {
        text.append("\tfield:").append(declaration);
        text.append(";\toffset:").append(offset);
        text.append(";\tsize:").append(size);
        text.append(";\tsigned:").append(signed ? 1 : 0).append(";\n");
    }

    private static void appendPrintFmt(StringBuilder text, EventSchema schema) {
        text.append('"');
        String separator = "";
        for (Field field : schema.fields()) {
            text.append(separator).append(field.name()).append('=').append(conversion(field));
            separator = " ";
        }
        text.append('"');
        for (Field field : schema.fields()) {
            text.append(", ");
            appendArgument(text, field);
        }
    }

    private static String conversion(Field field) {
        if (field.display() == Display.FIXED_POINT) {
            return FixedPoint.conversion(field);
        }
        return field.symbols().isEmpty() ? field.type().conversion(field.display()) : "%s";
    }

    private static void appendArgument(StringBuilder text, Field field) {
        if (field.type() == FieldType.STRING) {
            text.append("__get_str(").append(field.name()).append(')');
        } else if (field.display() == Display.FIXED_POINT) {
            text.append(FixedPoint.arguments(field));
        } else if (field.symbols().isEmpty()) {
            text.append("REC->").append(field.name());
        } else {
            appendSymbols(text, field);
        }
    }

    private static void appendSymbols(StringBuilder text, Field field) {
        text.append("__print_symbolic(REC->").append(field.name());
        for (Map.Entry<Long, String> symbol : field.symbols().entrySet()) {
            text.append(", { ").append(symbolValue(field.type(), symbol.getKey()));
            text.append(", \"").append(symbol.getValue()).append("\" }");
        }
        text.append(')');
    }

    /** A negative value is printed as its bits, because libtraceevent compares it with the field's bits, unsigned. */
    private static String symbolValue(FieldType type, long value) {
        if (value >= 0) {
            return Long.toString(value);
        }
        return "0x" + Long.toHexString(value & (-1L >>> (Long.SIZE - type.size() * Byte.SIZE)));
    }
}
