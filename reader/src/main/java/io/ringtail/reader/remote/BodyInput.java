package io.ringtail.reader.remote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.HexFormat;

/**
 * A body of known length, or in chunks: {@code LENGTH-IN-HEX CRLF BYTES CRLF}, the last one empty and followed by
 * trailers and an empty line (RFC 9112, section 7.1). A body that is cut short is an error.
 */
final class BodyInput extends InputStream implements ReadableByteChannel {
    /** A value in place of a length. */
    static final long CHUNKED = -1;

    private static final int BYTE = 0xff;
    private static final int MOST_TRAILERS = 100;
    /** So that no length is negative. */
    private static final int MOST_DIGITS = 15;

    private final ChannelInput in;
    private final boolean chunked;
    /** Bytes left of the body, or of the current chunk. */
    private long left;

    private boolean first = true;
    private boolean ended;
    private volatile boolean closed;

    BodyInput(ChannelInput in, long length) {
        this.in = in;
        this.chunked = length == CHUNKED;
        this.left = chunked ? 0 : length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        return hasMore() ? taken(in.read(bytes, offset, (int) Math.min(length, left))) : -1;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (!to.hasRemaining()) {
            return 0;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (!hasMore()) {
            return -1;
        }
        int limit = to.limit();
        to.limit(to.position() + (int) Math.min(to.remaining(), left));
        try {
            return taken(in.read(to));
        } finally {
            to.limit(limit);
        }
    }

    private boolean hasMore() throws IOException {
        if (left == 0) {
            nextChunk();
        }
        return !ended;
    }

    private int taken(int count) throws IOException {
        if (count < 0) {
            throw new EOFException("the connection was closed in the middle of an answer");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!chunked) {
            ended = true;
        }
        if (ended) {
            return;
        }
        if (!first && !AnswerReader.line(in).isEmpty()) {
            throw new IOException("malformed chunk");
        }
        first = false;
        left = length(AnswerReader.line(in));
        if (left == 0) {
            ended = true;
            for (int i = 0; i < MOST_TRAILERS && !AnswerReader.line(in).isEmpty(); i++) {
                // Trailers mean nothing here.
            }
        }
    }

    private static long length(String line) throws IOException {
        int extension = line.indexOf(';');
        String digits = (extension < 0 ? line : line.substring(0, extension)).strip();
        try {
            if (!digits.isEmpty() && digits.length() <= MOST_DIGITS) {
                return HexFormat.fromHexDigitsToLong(digits);
            }
        } catch (IllegalArgumentException ignored) {
            // Something else than hexadecimal digits.
        }
        throw new IOException("malformed chunk length");
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        in.close();
    }
}
