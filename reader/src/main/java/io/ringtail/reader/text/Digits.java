package io.ringtail.reader.text;

/** Appends numbers as digits, without allocation. */
public final class Digits {
    private static final String LOWER = "0123456789abcdef";
    private static final String UPPER = "0123456789ABCDEF";
    private static final int BITS_PER_HEX = 4;

    private Digits() {}

    /** Appends all 64 bits as an unsigned number. */
    public static void appendUnsigned(long value, StringBuilder out) {
        if (value >= 0) {
            out.append(value);
        } else {
            long tenths = (value >>> 1) / 5;
            out.append(tenths).append((char) ('0' + (value - tenths * 10)));
        }
    }

    /** Appends a non-negative number, padded with leading zeroes to a width. */
    public static void appendPadded(long value, int width, StringBuilder out) {
        int start = out.length();
        out.append(value);
        fill(start, width - (out.length() - start), '0', out);
    }

    /** Appends all 64 bits in hexadecimal, padded with leading zeroes to a number of digits. */
    public static void appendHex(long value, int leastDigits, StringBuilder out) {
        appendBits(value, BITS_PER_HEX, leastDigits, LOWER, out);
    }

    /** Appends all 64 bits in upper-case hexadecimal. */
    public static void appendUpperHex(long value, StringBuilder out) {
        appendBits(value, BITS_PER_HEX, 1, UPPER, out);
    }

    /** Appends all 64 bits in octal. */
    public static void appendOctal(long value, StringBuilder out) {
        appendBits(value, 3, 1, LOWER, out);
    }

    /** Inserts a character several times; nothing for a count of 0 or less. */
    public static void fill(int at, int count, char c, StringBuilder out) {
        for (int i = 0; i < count; i++) {
            out.insert(at, c);
        }
    }

    private static void appendBits(long value, int bits, int leastDigits, String digits, StringBuilder out) {
        int needed = (Long.SIZE - Long.numberOfLeadingZeros(value) + bits - 1) / bits;
        for (int i = Math.max(needed, leastDigits) - 1; i >= 0; i--) {
            out.append(digits.charAt((int) (value >>> (i * bits)) & ((1 << bits) - 1)));
        }
    }
}
