package io.ringtail.reader.text;

import io.ringtail.proto.event.FormatField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field as a member of a JSON object.
 *
 * @param key the name with quotes and colon
 * @param symbols the names of an enumeration's values, if the print fmt has some
 */
record JsonField(
        String key,
        FormatField field,
        Span span,
        JsonKind kind,
        @Nullable Symbols symbols) {
    static JsonField of(FormatField field, List<Expression> arguments) {
        StringBuilder key = new StringBuilder("\"");
        CharacterRule.JSON.append(field.name(), key);
        key.append("\":");
        return new JsonField(key.toString(), field, new Span(field), JsonKind.of(field), symbols(field, arguments));
    }

    private static @Nullable Symbols symbols(FormatField field, List<Expression> arguments) {
        for (Expression argument : arguments) {
            if (argument instanceof PrintSymbolic symbolic
                    && symbolic.number() instanceof FieldNumber number
                    && number.name().equals(field.name())) {
                return symbolic.symbols();
            }
        }
        return null;
    }

    void append(Payload payload, StringBuilder out) {
        out.append(key);
        switch (kind) {
            case TEXT -> appendText(payload, out);
            case NUMBERS -> appendNumbers(payload, out);
            case NUMBER, BOOLEAN, FLOATING -> appendValue(payload, out);
        }
    }

    private void appendText(Payload payload, StringBuilder out) {
        out.append('"');
        payload.appendText(span.start(payload), span.length(payload), CharacterRule.JSON, out);
        out.append('"');
    }

    private void appendNumbers(Payload payload, StringBuilder out) {
        int size = span.elementSize();
        int start = span.start(payload);
        int count = span.length(payload) / size;
        out.append('[');
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",");
            appendNumber(payload.number(start + i * size, size), size, out);
        }
        out.append(']');
    }

    private void appendValue(Payload payload, StringBuilder out) {
        long bits = payload.number(field.offset(), field.size());
        int index = symbols == null ? -1 : symbols.indexOf(bits);
        if (symbols != null && index >= 0) {
            out.append('"');
            CharacterRule.JSON.append(symbols.name(index), out);
            out.append('"');
        } else if (kind == JsonKind.BOOLEAN) {
            out.append(bits != 0);
        } else if (kind == JsonKind.FLOATING) {
            appendFloating(bits, out);
        } else {
            appendNumber(bits, field.size(), out);
        }
    }

    private void appendFloating(long bits, StringBuilder out) {
        boolean single = field.size() == Float.BYTES;
        double value = single ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
        if (!Double.isFinite(value)) {
            out.append('"').append(value).append('"');
        } else if (single) {
            out.append((float) value);
        } else {
            out.append(value);
        }
    }

    private void appendNumber(long bits, int size, StringBuilder out) {
        if (field.signed() && size > 0) {
            int unused = Long.SIZE - size * Byte.SIZE;
            out.append(bits << unused >> unused);
        } else {
            Digits.appendUnsigned(bits, out);
        }
    }
}
