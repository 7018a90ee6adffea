package io.ringtail.reader.ctf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a packet, little-endian, in memory that grows. */
final class PacketBuffer {
    private static final int LEAST = 4096;
    private static final char MOST_ASCII = 0x7f;

    private ByteBuffer bytes = empty(LEAST);

    private static ByteBuffer empty(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return bytes.position();
    }

    void clear() {
        bytes.clear();
    }

    /** Returns the bytes for writing to a channel; they are cleared next. */
    ByteBuffer flip() {
        return bytes.flip();
    }

    /** Overwrites a number that was appended before. */
    void set(int at, long value) {
        bytes.putLong(at, value);
    }

    /** Appends the low bytes of a number: 1, 2, 4 or 8. */
    void number(long value, int size) {
        ensure(Long.BYTES);
        switch (size) {
            case 1 -> bytes.put((byte) value);
            case 2 -> bytes.putShort((short) value);
            case 4 -> bytes.putInt((int) value);
            default -> bytes.putLong(value);
        }
    }

    /** Appends bytes of a buffer. */
    void bytes(ByteBuffer from, int at, int count) {
        ensure(count);
        bytes.put(bytes.position(), from, at, count);
        bytes.position(bytes.position() + count);
    }

    /** Appends a text up to its first NUL, and a NUL, in UTF-8. */
    void text(CharSequence text) {
        ensure(text.length() + 1);
        int start = bytes.position();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > MOST_ASCII) {
                bytes.position(start);
                unicode(text);
                return;
            }
            if (c == 0) {
                break;
            }
            bytes.put((byte) c);
        }
        bytes.put((byte) 0);
    }

    private void unicode(CharSequence text) {
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        ensure(utf8.length + 1);
        for (byte b : utf8) {
            if (b == 0) {
                break;
            }
            bytes.put(b);
        }
        bytes.put((byte) 0);
    }

    private void ensure(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = empty(Math.max(2 * bytes.capacity(), bytes.position() + more));
            bytes = larger.put(bytes.flip());
        }
    }
}
