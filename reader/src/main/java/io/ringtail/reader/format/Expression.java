package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/**
 * A compiled argument of a print fmt: a number, a text, or both. Immutable; any thread may evaluate it.
 *
 * <p>Numbers are 64 bits without a sign, also when they are compared, divided and shifted: so does libtraceevent.
 */
interface Expression {
    /** The value as a number; 0 for what is only a text. */
    long value(Payload payload);

    /** Adds the value as {@code %s} shows it; a number is its hexadecimal digits. */
    default void appendText(Payload payload, StringBuilder out) {
        Digits.appendHex(value(payload), 1, out);
    }
}
