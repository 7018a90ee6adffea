package io.ringtail.reader.format;

import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.FormatField.Location;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.LineBytes;

/** The bytes of a field that is more than one number, in place or at the location in its u32. */
record Span(FormatField field) implements Expression {
    /** The start of the bytes, which lies in the payload if the payload is sound. */
    int start(Payload payload) {
        int offset = field.offset();
        return switch (field.location()) {
            case FIXED -> offset;
            case DATA_LOC -> word(payload) & 0xffff;
            case REL_LOC -> (word(payload) & 0xffff) + offset + Integer.BYTES;
        };
    }

    /** The number of its bytes that lie in the payload, 0 or more. */
    int length(Payload payload) {
        int rest = payload.length() - start(payload);
        if (field.location() == Location.FIXED) {
            return Math.max(0, field.size() == 0 ? rest : Math.min(rest, field.size()));
        }
        return Math.max(0, Math.min(rest, word(payload) >>> Short.SIZE));
    }

    /** The bytes of one element according to its type; 1 for an unknown type. */
    int elementSize() {
        if (!field.dynamic() && field.arrayLength() > 0) {
            return Math.max(1, field.elementSize());
        }
        int size = NumberType.sizeOf(field.type().replace("[]", "").strip());
        return size > 0 ? size : 1;
    }

    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public boolean endsWithNewline(Payload payload) {
        return payload.endsWithNewline(start(payload), length(payload));
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        payload.appendText(start(payload), length(payload), CharacterRule.TEXT, out);
    }

    @Override
    public boolean appendPrintable(Payload payload, LineBytes out) {
        return payload.appendPrintable(start(payload), length(payload), out);
    }

    private int word(Payload payload) {
        return (int) payload.number(field.offset(), Integer.BYTES);
    }
}
