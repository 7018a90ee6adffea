package io.ringtail.reader.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads from a channel, with a time limit; another thread may end a waiting read by {@link #close}. */
final class ChannelInput extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int BYTE = 0xff;

    private final ReadableByteChannel channel;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long limitNs = Long.MAX_VALUE;
    private long sinceNs;

    /** Reads from a channel, which is closed with this stream. */
    <C extends SelectableChannel & ReadableByteChannel> ChannelInput(C channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Limits the time, from now on, within which every read must be finished. */
    void limit(Duration time) {
        sinceNs = System.nanoTime();
        limitNs = time.toNanos();
    }

    /** Lets reads wait for as long as it takes. */
    void unlimited() {
        limitNs = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & BYTE : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, taken);
        return taken;
    }

    /**
     * Reads into a buffer that has room, as {@link #read(byte[], int, int)} does: what has been read ahead, or else straight
     * from the channel.
     */
    int read(ByteBuffer to) throws IOException {
        if (!buffer.hasRemaining()) {
            return receive(to);
        }
        int taken = Math.min(to.remaining(), buffer.remaining());
        to.put(buffer.slice(buffer.position(), taken));
        buffer.position(buffer.position() + taken);
        return taken;
    }

    /** Waits until there is a byte; returns false at the end. */
    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        try {
            return receive(buffer) > 0;
        } finally {
            buffer.flip();
        }
    }

    /** Waits for bytes; returns their number, -1 at the end. */
    private int receive(ByteBuffer to) throws IOException {
        try {
            while (true) {
                long leftNs = leftNs();
                int count = channel.read(to);
                if (count != 0) {
                    return count;
                }
                await(leftNs);
            }
        } catch (ClosedSelectorException closed) {
            throw new IOException("closed", closed);
        }
    }

    /** The time left; also a peer from which there is always something to read has only that. */
    private long leftNs() throws HttpTimeoutException {
        if (limitNs == Long.MAX_VALUE) {
            return limitNs;
        }
        long leftNs = limitNs - (System.nanoTime() - sinceNs);
        if (leftNs <= 0) {
            throw new HttpTimeoutException("request timed out");
        }
        return leftNs;
    }

    private void await(long leftNs) throws IOException {
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNs)));
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
