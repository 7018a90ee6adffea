package io.ringtail.reader.format;

import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.FieldKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one field of an event's payloads. Immutable.
 *
 * @param symbols the names of an enumeration's values, if the print fmt has any
 * @param elementSize bytes of an array's element
 * @param hex whether the print fmt shows the number in hexadecimal
 */
record FieldDecoder(
        FormatField field,
        FieldKind kind,
        Span span,
        @Nullable Symbols symbols,
        int elementSize,
        boolean hex) {
    static FieldDecoder of(FormatField field, PrintProgram program) {
        Span span = new Span(field);
        return new FieldDecoder(
                field,
                FieldKind.of(field),
                span,
                symbols(field, program.arguments()),
                span.elementSize(),
                program.showsInHex(field.name()));
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

    /** Whether the field is one of the common fields that begin every event. */
    boolean isCommon() {
        return isCommon(field);
    }

    static boolean isCommon(FormatField field) {
        return field.name().startsWith("common_") && field.offset() < Long.BYTES;
    }

    long number(Payload payload) {
        return extend(bits(payload), field.size());
    }

    double floating(Payload payload) {
        if (kind != FieldKind.FLOATING) {
            return number(payload);
        }
        long bits = bits(payload);
        return field.size() == Float.BYTES ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    @Nullable
    String label(Payload payload) {
        int index = symbols == null ? -1 : symbols.indexOf(bits(payload));
        return symbols == null || index < 0 ? null : symbols.name(index);
    }

    Map<Long, String> labels() {
        Map<Long, String> labels = new LinkedHashMap<>();
        for (int i = 0; symbols != null && i < symbols.count(); i++) {
            labels.putIfAbsent(symbols.value(i), symbols.name(i));
        }
        return labels;
    }

    void appendText(Payload payload, CharacterRule rule, StringBuilder out) {
        if (kind == FieldKind.TEXT) {
            payload.appendText(span.start(payload), span.length(payload), rule, out);
        }
    }

    int elements(Payload payload) {
        return kind == FieldKind.NUMBERS ? span.length(payload) / elementSize : 0;
    }

    long element(Payload payload, int index) {
        return extend(payload.number(span.start(payload) + index * elementSize, elementSize), elementSize);
    }

    /** Returns the number that the field's bits stand for. */
    long extended(long bits) {
        return extend(bits, field.size());
    }

    private long bits(Payload payload) {
        return payload.number(field.offset(), field.size());
    }

    private long extend(long bits, int size) {
        if (!field.signed() || size <= 0 || size >= Long.BYTES) {
            return bits;
        }
        int unused = Long.SIZE - size * Byte.SIZE;
        return bits << unused >> unused;
    }
}
