package io.ringtail.client.conductor;

import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.MalformedMessageException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A connection to a daemon's control socket that never blocks. For the conductor's thread only. */
final class ControlConnection implements AutoCloseable {
    /** With this many messages waiting for the socket, those that can be sent later are not added. */
    private static final int MOST_WAITING = 256;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in =
            ByteBuffer.allocate(ControlCodec.MAX_FRAME_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Deque<ByteBuffer> out = new ArrayDeque<>();

    private ControlConnection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /** Connects; a UNIX socket connects at once or not at all. */
    static ControlConnection open(Path socket, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket)) && !channel.finishConnect()) {
                throw new IOException("the daemon is busy");
            }
            return new ControlConnection(channel, channel.register(selector, SelectionKey.OP_READ));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Queues a message for {@link #flush}. */
    void send(ControlMessage message) {
        out.add(ControlCodec.encode(message));
    }

    /** Returns whether a message that can be sent later may be queued now; if not, the selector reports when it may. */
    boolean hasRoom() {
        return out.size() < MOST_WAITING;
    }

    /** Writes as much as the socket accepts; the rest when the selector reports that it is writable. */
    void flush() throws IOException {
        for (ByteBuffer next = out.peek(); next != null; next = out.peek()) {
            channel.write(next);
            if (next.hasRemaining()) {
                break;
            }
            out.remove();
        }
        key.interestOps(out.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /**
     * Returns the next message that has arrived, or null if there is none yet.
     *
     * @throws EOFException if the daemon has closed the socket
     */
    @Nullable
    ControlMessage receive() throws IOException, MalformedMessageException {
        while (true) {
            ByteBuffer frame = frame();
            if (frame != null) {
                return ControlCodec.decode(frame);
            }
            int read = channel.read(in);
            if (read < 0) {
                throw new EOFException("the control socket was closed");
            }
            if (read == 0) {
                return null;
            }
        }
    }

    private @Nullable ByteBuffer frame() throws MalformedMessageException {
        if (in.position() < ControlCodec.LENGTH_BYTES) {
            return null;
        }
        int length = ControlCodec.frameLength(in.getInt(0));
        if (in.position() < length) {
            return null;
        }
        ByteBuffer frame = ByteBuffer.allocate(length).put(0, in, 0, length);
        in.flip().position(length);
        in.compact();
        return frame;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // There is no peer left to notify.
        }
    }
}
