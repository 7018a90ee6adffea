package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads numbers and texts from a file, or a section, sequentially, and reports clearly where one is missing. */
final class FileCursor {
    /** The maximum length of a text in bytes: longer than any format text, name list or option that a tool writes. */
    static final long MAX_TEXT = 64L << 20;

    private static final int MAX_NAME = 4096;
    private static final int WINDOW = 1 << 16;

    private final String file;
    private final ByteSource source;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;
    private long position;

    FileCursor(String file, ByteSource source) throws IOException {
        this.file = file;
        this.source = source;
        this.size = source.size();
        window.limit(0);
    }

    /** Returns a cursor over a section's decompressed bytes, with the same order of bytes. */
    FileCursor within(byte[] decompressed, String section) throws TraceDatException {
        try {
            return new FileCursor(file + ", decompressed " + section, ByteSource.of(decompressed))
                    .order(window.order());
        } catch (IOException e) {
            throw new TraceDatException("cannot read " + file + " (" + e + ")", e);
        }
    }

    /** Sets the order of the bytes in numbers; it is little endian at first. */
    FileCursor order(ByteOrder order) {
        window.order(order);
        return this;
    }

    ByteOrder order() {
        return window.order();
    }

    long position() {
        return position;
    }

    long size() {
        return size;
    }

    FileCursor at(long offset, String what) throws TraceDatException {
        if (offset < 0 || offset > size) {
            throw problem(what + " should be at byte " + Long.toUnsignedString(offset) + " of " + size);
        }
        position = offset;
        return this;
    }

    int u8(String what) throws TraceDatException {
        return need(Byte.BYTES, what).get() & 0xff;
    }

    int u16(String what) throws TraceDatException {
        return need(Short.BYTES, what).getShort() & 0xffff;
    }

    int u32(String what) throws TraceDatException {
        return need(Integer.BYTES, what).getInt();
    }

    long u64(String what) throws TraceDatException {
        return need(Long.BYTES, what).getLong();
    }

    /** Reads a count of items that occupy at least this many bytes each. */
    int count(String what, int leastBytes) throws TraceDatException {
        int count = u32(what);
        if (count < 0 || (long) count * leastBytes > size - position) {
            throw problem(Integer.toUnsignedString(count) + " " + what + " do not fit into the " + (size - position)
                    + " bytes left");
        }
        return count;
    }

    byte[] bytes(long length, String what) throws TraceDatException {
        if (length < 0 || length > MAX_TEXT) {
            throw problem(what + " of " + Long.toUnsignedString(length) + " bytes");
        }
        if (length > size - position) {
            throw cutShort(length, what);
        }
        byte[] bytes = new byte[(int) length];
        for (int done = 0; done < bytes.length; ) {
            int piece = Math.min(WINDOW, bytes.length - done);
            need(piece, what).get(bytes, done, piece);
            done += piece;
        }
        return bytes;
    }

    String text(long length, String what) throws TraceDatException {
        return new String(bytes(length, what), StandardCharsets.UTF_8);
    }

    /** Reads a NUL-terminated text. */
    String name(String what) throws TraceDatException {
        byte[] bytes = new byte[MAX_NAME];
        for (int length = 0; length < MAX_NAME; length++) {
            bytes[length] = (byte) u8(what);
            if (bytes[length] == 0) {
                return new String(bytes, 0, length, StandardCharsets.UTF_8);
            }
        }
        throw problem(what + " has no end within " + MAX_NAME + " bytes");
    }

    void expect(String wanted) throws TraceDatException {
        String found = name("\"" + wanted.strip() + "\"");
        if (!found.equals(wanted)) {
            throw problem("\"" + wanted.strip() + "\" was expected");
        }
    }

    TraceDatException problem(String what) {
        return refusal(what + ": the file is damaged, or was not written by trace-cmd or ringtail");
    }

    /** Returns the exception for an undamaged file that cannot be read. */
    TraceDatException refusal(String what) {
        return new TraceDatException(file + ", at byte " + position + ": " + what);
    }

    private TraceDatException cutShort(long wanted, String what) {
        return new TraceDatException(file + " ends at byte " + size + ", " + (wanted - (size - position))
                + " bytes before the end of its " + what + ": it was truncated; copy or record it again");
    }

    private ByteBuffer need(int bytes, String what) throws TraceDatException {
        if (bytes > size - position) {
            throw cutShort(bytes, what);
        }
        if (position < windowStart || position + bytes > windowStart + window.limit()) {
            fill(bytes, what);
        }
        window.position((int) (position - windowStart));
        position += bytes;
        return window;
    }

    private void fill(int bytes, String what) throws TraceDatException {
        window.clear();
        windowStart = position;
        try {
            int read = 0;
            while (read >= 0 && window.hasRemaining()) {
                read = source.read(window, windowStart + window.position());
            }
        } catch (IOException e) {
            throw new TraceDatException("cannot read " + file + " (" + e + ")", e);
        }
        window.flip();
        if (window.limit() < bytes) {
            throw cutShort(bytes, what);
        }
    }
}
