package io.ringtail.reader.format;

import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.text.Digits;

/** A field that holds one number. */
record FieldNumber(String name, int at, int size, boolean floating, Kernel kernel) implements Expression {
    @Override
    public long value(Payload payload) {
        return payload.number(at, size);
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        if (size == kernel.machine().longBytes() || size == Long.BYTES) {
            appendConstant(value(payload), out);
        } else {
            payload.appendText(at, size, CharacterRule.TEXT, out);
        }
    }

    /** Appends the constant string at an address, or the address if it is not known. */
    private void appendConstant(long address, StringBuilder out) {
        String constant = kernel.printkFormats().at(address);
        if (constant != null) {
            CharacterRule.TEXT.append(constant, out);
        } else {
            Digits.appendHex(address, 1, out);
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
