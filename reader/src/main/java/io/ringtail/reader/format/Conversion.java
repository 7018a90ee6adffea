package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/**
 * A conversion of a print fmt: what stands between {@code %} and its letter.
 *
 * @param letter which conversion
 * @param bytes how many of the argument's bytes count
 * @param left {@code -}
 * @param zeroes {@code 0}
 * @param alternative {@code #}
 * @param sign {@code '+'} or {@code ' '} in front of what is not negative; 0 for nothing
 * @param width at least as many characters; 0 for any number
 * @param precision digits at least, or characters of text at most; -1 for none
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
    /** Widths and precisions end here, so that a hostile format does not fill the memory. */
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

    /** Adds a number as the letter says. */
    void appendNumber(long value, StringBuilder out) {
        int start = out.length();
        boolean signed = letter == 'd' || letter == 'i';
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

    /** Cuts a text that was added from {@code start} on, and fills it up. */
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
