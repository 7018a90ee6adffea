package io.ringtail.reader.format;

import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.text.Digits;

/** A field that holds one number. */
record FieldNumber(String name, int at, int size, boolean floating) implements Expression {
    @Override
    public long value(Payload payload) {
        return payload.number(at, size);
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        if (size == Long.BYTES) {
            Digits.appendHex(value(payload), 1, out);
        } else {
            payload.appendText(at, size, CharacterRule.TEXT, out);
        }
    }

    /** Appends the number encoded in the bits of a floating-point field. */
    void appendFloating(Payload payload, StringBuilder out) {
        if (size == Float.BYTES) {
            out.append(Float.intBitsToFloat((int) value(payload)));
        } else {
            out.append(Double.longBitsToDouble(value(payload)));
        }
    }
}
