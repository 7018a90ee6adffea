package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.text.Digits;
import java.util.List;

/** The body of an event whose print fmt cannot be compiled: its fields, one by one. */
final class FieldList implements EventBody {
    private final List<FormatField> fields;

    FieldList(EventFormat format) {
        fields = format.fields().stream()
                .filter(field -> !FieldDecoder.isCommon(field))
                .toList();
    }

    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        out.append("[FAILED TO PARSE]");
        for (FormatField field : fields) {
            out.append(' ').append(field.name()).append('=');
            if (field.isArray() || field.dynamic()) {
                appendArray(new Span(field), payload, out);
            } else {
                appendNumber(field, payload.number(field.offset(), field.size()), out);
            }
        }
    }

    private static void appendArray(Span span, Payload payload, StringBuilder out) {
        int start = span.start(payload);
        int length = span.length(payload);
        if (isCharacters(span.field().type()) && isPrintable(payload, start, length)) {
            span.appendText(payload, out);
            return;
        }
        out.append("ARRAY[");
        for (int i = 0; i < length; i++) {
            out.append(i == 0 ? "" : ", ");
            Digits.appendHex(payload.number(start + i, 1), 2, out);
        }
        out.append(']');
    }

    private static boolean isCharacters(String type) {
        return type.contains("char") || type.contains("u8") || type.contains("s8");
    }

    private static boolean isPrintable(Payload payload, int start, int length) {
        for (int i = 0; i < length; i++) {
            long c = payload.number(start + i, 1);
            if (c == 0) {
                return true;
            }
            if (c >= 0x7f || (c < ' ' && (c < '\t' || c > '\r'))) {
                return false;
            }
        }
        return true;
    }

    private static void appendNumber(FormatField field, long bits, StringBuilder out) {
        boolean isLong = field.type().contains("long");
        if (field.type().endsWith("*") || (isLong && !(field.signed() && field.size() == Long.BYTES))) {
            Digits.appendHex(bits, 1, out.append("0x"));
        } else if (field.signed()) {
            int unused = Long.SIZE - field.size() * Byte.SIZE;
            out.append(bits << unused >> unused);
        } else {
            Digits.appendUnsigned(bits, out);
        }
    }
}
