package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/**
 * A conversion of a print fmt: the specification from {@code %} to its letter.
 *
 * @param letter the kind of conversion
 * @param bytes how many of the argument's bytes count
 * @param left {@code -}
 * @param zeroes {@code 0}
 * @param alternative {@code #}
 * @param sign {@code '+'} or {@code ' '} in front of a non-negative number; 0 for nothing
 * @param width minimum number of characters; 0 for any number
 * @param precision minimum number of digits, or maximum number of characters of text; -1 for none
 */
record Conversion(
        char letter,
        int bytes,
        boolean left,
        boolean zeroes,
        boolean alternative,
        char sign,
        int width,
        int precision) {
    /** The limit of widths and precisions, so that a hostile format does not fill the memory. */
    static final int MOST_WIDTH = 1024;

    Conversion withWidth(int newWidth) {
        boolean newLeft = left || newWidth < 0;
        int bounded = Math.min(MOST_WIDTH, Math.abs(Math.max(newWidth, -MOST_WIDTH)));
        return new Conversion(letter, bytes, newLeft, zeroes, alternative, sign, bounded, precision);
    }

    Conversion withPrecision(int newPrecision) {
        int bounded = Math.max(-1, Math.min(MOST_WIDTH, newPrecision));
        return new Conversion(letter, bytes, left, zeroes, alternative, sign, width, bounded);
    }

    /** Whether a number is shown by the digits that it needs, and no others. */
    boolean isPlainDecimal() {
        return (isSigned() || letter == 'u') && sign == 0 && width == 0 && precision < 0;
    }

    /** Whether a text is shown as it is. */
    boolean isPlainText() {
        return width == 0 && precision < 0;
    }

    boolean isSigned() {
        return letter == 'd' || letter == 'i';
    }

    /** Appends a number as the letter requires. */
    void appendNumber(long value, StringBuilder out) {
        int start = out.length();
        boolean signed = isSigned();
        int unused = Long.SIZE - bytes * Byte.SIZE;
        long number = signed ? value << unused >> unused : value << unused >>> unused;
        int digitsStart = start + appendPrefix(number, signed, out);
        appendDigits(number, signed, out);
        Digits.fill(digitsStart, precision - (out.length() - digitsStart), '0', out);
        if (zeroes && !left && precision < 0) {
            Digits.fill(digitsStart, width - (out.length() - start), '0', out);
        }
        pad(start, out);
    }

    private int appendPrefix(long number, boolean signed, StringBuilder out) {
        int start = out.length();
        if (signed && number < 0) {
            out.append('-');
        } else if (signed && sign != 0) {
            out.append(sign);
        } else if (alternative && number != 0) {
            out.append(letter == 'x' ? "0x" : letter == 'X' ? "0X" : letter == 'o' ? "0" : "");
        }
        return out.length() - start;
    }

    private void appendDigits(long number, boolean signed, StringBuilder out) {
        switch (letter) {
            case 'x' -> Digits.appendHex(number, 1, out);
            case 'X' -> Digits.appendUpperHex(number, out);
            case 'o' -> Digits.appendOctal(number, out);
            default -> Digits.appendUnsigned(signed && number < 0 ? -number : number, out);
        }
    }

    /** Truncates and pads a text that was appended from {@code start} on. */
    void fitText(int start, StringBuilder out) {
        if (precision >= 0 && out.length() - start > precision) {
            out.setLength(start + precision);
        }
        pad(start, out);
    }

    void pad(int start, StringBuilder out) {
        Digits.fill(left ? out.length() : start, width - (out.length() - start), ' ', out);
    }
}
