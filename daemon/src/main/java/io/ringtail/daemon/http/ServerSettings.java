package io.ringtail.daemon.http;

import io.ringtail.daemon.access.PeerLimits;
import java.net.InetSocketAddress;

/**
 * The server's settings.
 *
 * <p>Direct memory: a receiver's channel holds at most {@link #WRITE_BUFFER_HIGH} bytes plus the piece that exceeded
 * the limit, which is one sub-buffer at most, and the receiver holds one more sub-buffer. The number of receivers is
 * limited so that all of them stay within {@link #directMemory}.
 *
 * @param address where to listen; port 0 selects a free one
 * @param threads event loops
 * @param maxConnections connections beyond it are refused; fewer with so many possible CPUs that request lines are long
 * @param maxSessions receivers of streaming replies, however small the sub-buffers are
 * @param requestTimeoutMs the time limit for a request, and for taking a complete response
 * @param directMemory bytes of direct memory that receivers may take together
 * @param limits of one peer
 */
public record ServerSettings(
        InetSocketAddress address,
        int threads,
        int maxConnections,
        int maxSessions,
        long requestTimeoutMs,
        long directMemory,
        PeerLimits limits) {
    /** Bytes queued in a channel at which the feed is suspended. */
    public static final int WRITE_BUFFER_HIGH = 1 << 16;

    private static final int LEAST_SESSIONS = 8;

    /** Returns the default limits: 2 threads, 1,024 connections, 640 receivers, 10 seconds, 120 MiB. */
    public static ServerSettings of(InetSocketAddress address, PeerLimits limits) {
        return new ServerSettings(address, 2, 1024, 640, 10_000, 120L << 20, limits);
    }

    /** The number of receivers that fit into the direct memory, with sub-buffers of this size. */
    int receivers(int subbufSize) {
        long each = WRITE_BUFFER_HIGH + 2L * subbufSize;
        return (int) Math.max(LEAST_SESSIONS, Math.min(maxSessions, directMemory / each));
    }
}
