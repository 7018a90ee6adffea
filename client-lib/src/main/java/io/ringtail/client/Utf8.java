package io.ringtail.client;

/** Encodes text as UTF-8 into an existing array. */
final class Utf8 {
    private static final byte REPLACEMENT = '?';

    private Utf8() {}

    /**
     * Encodes as many whole characters as fit. NUL and lone surrogates, which a reader could not distinguish from an
     * end or from damage, become {@code ?}.
     *
     * <p>Even if the text changes during the call, nothing is stored outside the room.
     *
     * @param length the length of the text, read once by the caller
     * @param limit the end of the room in {@code target}
     * @return the end of the bytes written, or -1 minus the end if a part of the text did not fit
     */
    static int encode(CharSequence text, int length, byte[] target, int from, int limit) {
        int at = from;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && at < limit) {
                target[at++] = c == 0 ? REPLACEMENT : (byte) c;
                continue;
            }
            int codePoint = Character.codePointAt(text, i);
            int next = putWide(codePoint, target, at, limit);
            if (next < 0) {
                return -1 - at;
            }
            at = next;
            i += Character.charCount(codePoint) - 1;
        }
        return at;
    }

    /** Returns the length of the longest part of an encoded text, at most {@code most}, that ends with a character. */
    static int wholeCharacters(byte[] encoded, int from, int most) {
        int length = most;
        while (length > 0 && (encoded[from + length] & 0xc0) == 0x80) {
            length--;
        }
        return length;
    }

    private static int putWide(int codePoint, byte[] target, int at, int limit) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            return at < limit ? put(target, at, REPLACEMENT) : -1;
        }
        int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        if (codePoint < 0x80 || at + length > limit) {
            return -1;
        }
        int shift = 6 * (length - 1);
        int next = put(target, at, (0xf00 >> length) | codePoint >> shift);
        while (shift > 0) {
            shift -= 6;
            next = put(target, next, 0x80 | (codePoint >> shift & 0x3f));
        }
        return next;
    }

    private static int put(byte[] target, int at, int value) {
        target[at] = (byte) value;
        return at + 1;
    }
}
