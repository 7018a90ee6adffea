package io.ringtail.proto.stream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * The receiving end of a stream: reads frames from a blocking channel, checks them, and calls a {@link FrameListener}.
 * It reuses one direct buffer, which grows to the largest frame received. For use by one thread.
 */
public final class FrameReader {
    private static final int INITIAL_CAPACITY = 1 << 16;

    private final ReadableByteChannel channel;
    private final FrameDecoder decoder = new FrameDecoder();
    private ByteBuffer buffer = allocate(INITIAL_CAPACITY);

    /** Creates a reader of a channel; closing the channel remains the caller's responsibility. */
    public FrameReader(ReadableByteChannel channel) {
        this.channel = channel;
        buffer.limit(0);
    }

    /**
     * Waits for one frame and passes it to the listener.
     *
     * @return false if the channel ended between two frames
     * @throws MalformedStreamException if the bytes are not what a Ringtail daemon sends
     * @throws EOFException if the channel ended inside a frame
     * @throws IOException if the channel cannot be read
     */
    public boolean read(FrameListener listener) throws IOException {
        if (!fill(FrameDescriptor.BODY_OFFSET)) {
            return false;
        }
        int length = FrameDecoder.checkLength(buffer.getInt(buffer.position() + FrameDescriptor.LENGTH_OFFSET));
        fill(length);
        int offset = buffer.position();
        buffer.position(offset + length);
        decoder.decode(buffer, offset, length, listener);
        return true;
    }

    private boolean fill(int length) throws IOException {
        if (buffer.remaining() >= length) {
            return true;
        }
        makeRoom(length);
        while (buffer.position() < length) {
            if (channel.read(buffer) < 0) {
                return ended(length);
            }
        }
        buffer.flip();
        return true;
    }

    private boolean ended(int length) throws IOException {
        buffer.flip();
        if (buffer.hasRemaining()) {
            throw new EOFException("the stream ended inside a frame, after " + buffer.remaining() + " of at least "
                    + length + " bytes");
        }
        return false;
    }

    private void makeRoom(int length) {
        if (length <= buffer.capacity()) {
            buffer.compact();
            return;
        }
        ByteBuffer larger = allocate(Math.max(length, Math.min(2 * buffer.capacity(), FrameDescriptor.MAX_FRAME)));
        larger.put(buffer);
        buffer = larger;
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
