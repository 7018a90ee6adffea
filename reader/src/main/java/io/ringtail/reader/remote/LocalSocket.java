package io.ringtail.reader.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a UNIX socket within a time limit. The kernel connects at once, unless the listener accepts nothing and its
 * queue is full: then connect(2) waits for as long as that lasts, or fails with EAGAIN on a non-blocking socket.
 */
public final class LocalSocket {
    /** How long a connection may wait to be accepted. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final Path path;

    /** A socket at a path, which need not exist. */
    public LocalSocket(Path path) {
        this.path = path;
    }

    /**
     * Returns a new connection in blocking mode.
     *
     * @throws ConnectException if nothing listens there, or this process may not connect
     * @throws HttpTimeoutException if something listens there and takes no connection
     */
    public SocketChannel connect(Duration limit) throws IOException {
        try {
            SocketChannel channel = connectAtOnce();
            channel.configureBlocking(true);
            return channel;
        } catch (IOException again) {
            return connectBy(limit);
        }
    }

    /** Returns whether something listens there to which this process may connect. */
    public boolean isListening() {
        try (SocketChannel channel = connect(LIMIT)) {
            return channel.isConnected();
        } catch (HttpTimeoutException busy) {
            return true;
        } catch (IOException | IllegalArgumentException goneOrForbiddenOrTooLong) {
            return false;
        }
    }

    private SocketChannel connectAtOnce() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel connectBy(Duration limit) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        CompletableFuture<Void> tried = new CompletableFuture<>();
        tried.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).exceptionally(late -> abandon(channel));
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            requireInTime(tried, limit);
            return channel;
        } catch (IOException e) {
            channel.close();
            requireInTime(tried, limit);
            ConnectException refused = new ConnectException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /** Ends the time limit, unless it has passed. */
    private static void requireInTime(CompletableFuture<Void> tried, Duration limit) throws HttpTimeoutException {
        tried.complete(null);
        if (tried.isCompletedExceptionally()) {
            throw new HttpTimeoutException("no connection has been accepted for " + limit.toMillis() + " ms");
        }
    }

    private static @Nullable Void abandon(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The thread that connects ends as well.
        }
        return null;
    }
}
