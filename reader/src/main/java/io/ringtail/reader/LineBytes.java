package io.ringtail.reader;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of text as bytes of UTF-8: a buffer that printers append to, and that a program writes as it is. Appending
 * allocates nothing, except where the buffer grows or a text is not ASCII. Not thread-safe.
 */
public final class LineBytes {
    private static final int LEAST = 4096;
    private static final int ASCII_END = 0x80;

    private final StringBuilder scratch = new StringBuilder();
    private byte[] bytes = new byte[LEAST];
    private int length;

    /** Creates an empty buffer. */
    public LineBytes() {}

    /** Returns the number of bytes. */
    public int length() {
        return length;
    }

    /** Removes all bytes. */
    public void clear() {
        length = 0;
    }

    /** Returns whether the last byte is an ASCII character. */
    public boolean endsWith(char ascii) {
        return length > 0 && bytes[length - 1] == ascii;
    }

    /** Appends an ASCII character. */
    public LineBytes append(char ascii) {
        ensureRoom(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends a text in UTF-8. */
    public LineBytes append(byte[] utf8) {
        ensureRoom(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    /** Appends bytes of UTF-8 at an absolute position. */
    public LineBytes append(ByteBuffer from, int at, int count) {
        ensureRoom(count);
        from.get(at, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends a text. */
    public LineBytes append(CharSequence text) {
        int count = text.length();
        ensureRoom(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= ASCII_END) {
                return append(text.subSequence(i, count).toString().getBytes(StandardCharsets.UTF_8));
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    /** Appends a number in decimal digits. */
    public LineBytes appendSigned(long value) {
        return value < 0 ? append('-').appendUnsigned(-value) : appendUnsigned(value);
    }

    /** Appends all 64 bits as an unsigned number in decimal digits. */
    public LineBytes appendUnsigned(long value) {
        if (value < 0) {
            long tenths = (value >>> 1) / 5;
            return appendUnsigned(tenths).append((char) ('0' + (value - tenths * 10)));
        }
        return appendDigits(value, DigitPairs.digits(value));
    }

    /** Appends a non-negative number as so many digits, the first of which may be zeroes. */
    public LineBytes appendDigits(long value, int digits) {
        ensureRoom(digits);
        length += digits;
        DigitPairs.put(value, digits, bytes, length);
        return this;
    }

    /** Returns an empty text, the same each time, for what is easier to make of characters: append it afterwards. */
    public StringBuilder scratch() {
        scratch.setLength(0);
        return scratch;
    }

    /** Writes all bytes, and removes them. */
    public void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private void ensureRoom(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
        }
    }
}
