package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/**
 * An address of code, shown as its function.
 *
 * @param withOffset whether the distance from the function's start follows
 */
record FunctionPart(Conversion conversion, Expression argument, FunctionNames functions, boolean withOffset)
        implements Part {
    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = out.length();
        append(functions, argument.value(payload), withOffset, out);
        conversion.pad(start, out);
    }

    static void append(FunctionNames functions, long address, boolean withOffset, StringBuilder out) {
        int index = functions.indexOf(address);
        if (index < 0) {
            Digits.appendHex(address, 1, out.append("0x"));
            return;
        }
        out.append(functions.name(index));
        if (withOffset) {
            Digits.appendHex(address - functions.address(index), 1, out.append("+0x"));
        }
    }
}
