package io.ringtail.daemon;

import java.util.Locale;

/**
 * The notation for a number of bytes: {@code 4096}, {@code 64k}, {@code 4m}, {@code 1g}; k, m and g are powers of
 * 1,024.
 */
public final class ByteSize {
    private static final String UNITS = "kmg";
    private static final int BITS_OF_A_UNIT = 10;

    private ByteSize() {}

    /**
     * Parses a size.
     *
     * @return bytes, 0 or more
     * @throws IllegalArgumentException if the text is not a size; its message shows valid ones
     */
    public static long parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int unit = lower.isEmpty() ? -1 : UNITS.indexOf(lower.charAt(lower.length() - 1));
        String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        int shift = (unit + 1) * BITS_OF_A_UNIT;
        if (!digits.isEmpty()
                && digits.length() <= Long.BYTES * 2
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long number = Long.parseLong(digits);
            if (number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a size: give a number of bytes, or one with k, m or g, like 64k");
    }

    /** Formats a number as the shortest text that {@link #parse} reads as this number. */
    public static String format(long bytes) {
        int unit = -1;
        long number = bytes;
        while (number != 0 && unit < UNITS.length() - 1 && number % (1 << BITS_OF_A_UNIT) == 0) {
            number >>= BITS_OF_A_UNIT;
            unit++;
        }
        return unit < 0 ? Long.toString(number) : Long.toString(number) + UNITS.charAt(unit);
    }
}
