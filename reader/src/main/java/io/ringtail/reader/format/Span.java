package io.ringtail.reader.format;

import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.FormatField.Location;
import io.ringtail.reader.text.CharacterRule;

/** The bytes of a field that is more than one number, in place or where its u32 points. */
record Span(FormatField field) implements Expression {
    /** Where the bytes begin, in the payload if it is sound. */
    int start(Payload payload) {
        int offset = field.offset();
        return switch (field.location()) {
            case FIXED -> offset;
            case DATA_LOC -> word(payload) & 0xffff;
            case REL_LOC -> (word(payload) & 0xffff) + offset + Integer.BYTES;
        };
    }

    /** How many bytes of it lie in the payload, 0 or more. */
    int length(Payload payload) {
        int rest = payload.length() - start(payload);
        if (field.location() == Location.FIXED) {
            return Math.max(0, field.size() == 0 ? rest : Math.min(rest, field.size()));
        }
        return Math.max(0, Math.min(rest, word(payload) >>> Short.SIZE));
    }

    /** Bytes of one element as its type says; 1 for an unknown type. */
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
    public void appendText(Payload payload, StringBuilder out) {
        payload.appendText(start(payload), length(payload), CharacterRule.TEXT, out);
    }

    private int word(Payload payload) {
        return (int) payload.number(field.offset(), Integer.BYTES);
    }
}
