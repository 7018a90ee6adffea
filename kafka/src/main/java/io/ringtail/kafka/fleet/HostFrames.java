package io.ringtail.kafka.fleet;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The frames of one host, one at a time, checked as those of a daemon's stream are. For one thread. */
final class HostFrames {
    private final FrameReader reader = new FrameReader(new OneFrame());
    private ByteBuffer frame = ByteBuffer.allocate(0);

    /**
     * Decodes a frame, the first of which must be HELLO.
     *
     * @throws IOException if it is malformed
     */
    void pass(byte[] next, FrameListener listener) throws IOException {
        frame = ByteBuffer.wrap(next);
        reader.read(listener);
        if (frame.hasRemaining()) {
            throw new IOException("a record has " + frame.remaining() + " bytes after its frame");
        }
    }

    private final class OneFrame implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) {
            if (!frame.hasRemaining()) {
                return -1;
            }
            int length = Math.min(target.remaining(), frame.remaining());
            target.put(frame.slice(frame.position(), length));
            frame.position(frame.position() + length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
