package io.ringtail.reader.format;

import io.ringtail.reader.LineBytes;
import io.ringtail.reader.text.Digits;

/**
 * A compiled argument of a print fmt: a number, a text, or both. Immutable and thread-safe.
 *
 * <p>Numbers are unsigned and have 64 bits, also in comparisons, divisions and shifts, as in libtraceevent.
 */
interface Expression {
    /** The value as a number; 0 for a pure text. */
    long value(Payload payload);

    /** Whether the text is a field's that ends with a newline. */
    default boolean endsWithNewline(Payload payload) {
        return false;
    }

    /** Appends the value as {@code %s} shows it; a number is shown in hexadecimal digits. */
    default void appendText(Payload payload, StringBuilder out) {
        Digits.appendHex(value(payload), 1, out);
    }

    /**
     * Appends the text of a field if all its characters are printable ASCII.
     *
     * @return false if the text is another, and nothing was appended
     */
    default boolean appendPrintable(Payload payload, LineBytes out) {
        return false;
    }
}
