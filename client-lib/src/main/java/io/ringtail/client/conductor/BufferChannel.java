package io.ringtail.client.conductor;

import io.ringtail.client.libc.DescriptorSocket;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SealedMemory;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.TakeBuffer;
import io.ringtail.proto.control.Welcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ways to a daemon's buffer: by its path if it has one; otherwise the daemon passes its descriptor over a separate
 * control connection.
 */
final class BufferChannel {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(2);

    private BufferChannel() {}

    /**
     * Opens the buffer of a grant; the caller must still check which file it is.
     *
     * @param controlSocket the socket of the granting daemon
     * @throws AttachException with the remedy
     */
    static FileChannel open(Welcome welcome, Path controlSocket) throws AttachException {
        return open(welcome, controlSocket, welcome.isNameless() ? LibC.find() : null);
    }

    static FileChannel open(Welcome welcome, Path controlSocket, @Nullable LibC libC) throws AttachException {
        try {
            return libC == null ? byPath(Path.of(welcome.path())) : taken(libC, controlSocket);
        } catch (IOException | InvalidPathException e) {
            throw new AttachException(problem(welcome, libC, e));
        }
    }

    private static FileChannel byPath(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Obtains the descriptor from the daemon. A channel opened by a descriptor's path stays open when the descriptor is
     * closed.
     */
    private static FileChannel taken(LibC libC, Path controlSocket) throws IOException {
        try (DescriptorSocket socket =
                DescriptorSocket.connect(libC, DescriptorSocket.STREAM, controlSocket.toString())) {
            socket.send(question());
            try (SealedMemory memory = SealedMemory.of(libC, socket.receive(LIMIT_NS))) {
                return byPath(memory.path());
            }
        }
    }

    private static byte[] question() {
        ByteBuffer frame = ControlCodec.encode(new TakeBuffer());
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static String problem(Welcome welcome, @Nullable LibC libC, Exception e) {
        if (!welcome.isNameless()) {
            return "cannot open the buffer file " + welcome.path() + " (" + e
                    + "): this process's user must be able to read and write it";
        } else if (libC == null) {
            return "the daemon passes its buffer as a descriptor, which this JVM cannot receive: run JDK 22 or later"
                    + " with native access allowed, put JNA (net.java.dev.jna:jna) on the class path, or start the"
                    + " daemon with --buffer-memory file";
        }
        return "cannot receive the daemon's buffer over the control socket (" + e.getMessage() + ")";
    }
}
