package io.ringtail.reader;

/** Decimal digits, two by each division. */
final class DigitPairs {
    private static final int PAIRS = 100;
    private static final int MOST_DIGITS = 19;
    private static final byte[] TENS = new byte[PAIRS];
    private static final byte[] ONES = new byte[PAIRS];

    static {
        for (int i = 0; i < PAIRS; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private DigitPairs() {}

    /** Returns the number of digits of a non-negative number. */
    static int digits(long value) {
        int digits = 1;
        for (long limit = 10; digits < MOST_DIGITS && value >= limit; limit *= 10) {
            digits++;
        }
        return digits;
    }

    /** Puts the last digits of a non-negative number before a place in an array. */
    static void put(long value, int digits, byte[] into, int end) {
        long high = value;
        int at = end;
        int start = end - digits;
        for (; high > Integer.MAX_VALUE && at - start >= 2; at -= 2) {
            long rest = high / PAIRS;
            putPair((int) (high - rest * PAIRS), into, at);
            high = rest;
        }
        putInt((int) high, start, into, at);
    }

    private static void putInt(int value, int start, byte[] into, int end) {
        int high = value;
        int at = end;
        for (; at - start >= 2; at -= 2) {
            int rest = high / PAIRS;
            putPair(high - rest * PAIRS, into, at);
            high = rest;
        }
        if (at > start) {
            into[start] = ONES[high % PAIRS];
        }
    }

    private static void putPair(int pair, byte[] into, int end) {
        into[end - 1] = ONES[pair];
        into[end - 2] = TENS[pair];
    }
}
