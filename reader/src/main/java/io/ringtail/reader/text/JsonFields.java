package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.EventView;

/**
 * Writes fields as JSON: integers as numbers, even if text shows them in hexadecimal; named values and texts as strings;
 * arrays of integers as arrays. A floating-point value that JSON has no number for is a string. Not thread-safe.
 */
public final class JsonFields {
    private final PerFormat<JsonShape> shapes = new PerFormat<>(JsonShape::of);

    /** Creates a writer. */
    public JsonFields() {}

    /** Appends an object of all fields but the common ones; that of an unknown event has its id as {@code common_type}. */
    public void append(EventView event, StringBuilder out) {
        EventFormat format = event.format();
        out.append('{');
        if (format == null) {
            out.append("\"common_type\":").append(event.id());
        } else {
            append(event, format, shape(event, format), out);
        }
        out.append('}');
    }

    /** Returns the texts shared by all events of a format. */
    JsonShape shape(EventView event, EventFormat format) {
        return shapes.get(event, format);
    }

    /** Appends the names and values, without the braces around them. */
    static void append(EventView event, EventFormat format, JsonShape shape, StringBuilder out) {
        for (int field : shape.fields()) {
            out.append(shape.keys()[field]);
            appendValue(event, format.fields().get(field), field, out);
        }
    }

    /** Appends the value of a field. */
    public static void appendValue(EventView event, FormatField declared, int field, StringBuilder out) {
        switch (event.kind(field)) {
            case TEXT -> {
                event.appendText(field, CharacterRule.JSON, out.append('"'));
                out.append('"');
            }
            case NUMBERS -> appendNumbers(event, declared, field, out);
            case NUMBER, BOOLEAN, FLOATING -> appendSingle(event, declared, field, out);
        }
    }

    private static void appendNumbers(EventView event, FormatField declared, int field, StringBuilder out) {
        out.append('[');
        int count = event.elements(field);
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",");
            appendNumber(event.element(field, i), declared, out);
        }
        out.append(']');
    }

    private static void appendSingle(EventView event, FormatField declared, int field, StringBuilder out) {
        String label = event.label(field);
        if (label != null) {
            appendString(label, out);
            return;
        }
        switch (event.kind(field)) {
            case BOOLEAN -> out.append(event.number(field) != 0);
            case FLOATING -> appendFloating(event.floating(field), declared.size() == Float.BYTES, out);
            default -> appendNumber(event.number(field), declared, out);
        }
    }

    private static void appendFloating(double value, boolean single, StringBuilder out) {
        if (!Double.isFinite(value)) {
            out.append('"').append(value).append('"');
        } else if (single) {
            out.append((float) value);
        } else {
            out.append(value);
        }
    }

    private static void appendNumber(long value, FormatField declared, StringBuilder out) {
        if (declared.signed()) {
            out.append(value);
        } else {
            Digits.appendUnsigned(value, out);
        }
    }

    /** Appends a text as a string. */
    public static void appendString(CharSequence text, StringBuilder out) {
        CharacterRule.JSON.append(text, out.append('"'));
        out.append('"');
    }
}
