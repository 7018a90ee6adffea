package io.ringtail.daemon.http;

import java.net.InetSocketAddress;

/**
 * The server's settings.
 *
 * <p>Direct memory: a receiver's channel holds at most {@link #WRITE_BUFFER_HIGH} bytes and the piece that went beyond,
 * which is a sub-buffer at most, and the receiver one sub-buffer besides. The receivers are limited so that all of them stay
 * within {@link #directMemory}.
 *
 * @param address where to listen; port 0 takes a free one
 * @param threads event loops
 * @param maxConnections connections beyond it are closed; fewer with so many possible CPUs that request lines are long
 * @param maxSessions receivers of streaming replies, however small the sub-buffers are
 * @param requestTimeoutMs how long a request, or taking a whole response, may take
 * @param directMemory bytes of direct memory that receivers may take together
 */
public record ServerSettings(
        InetSocketAddress address,
        int threads,
        int maxConnections,
        int maxSessions,
        long requestTimeoutMs,
        long directMemory) {
    /** Bytes that wait in a channel before its receiver is asked to wait. */
    public static final int WRITE_BUFFER_HIGH = 1 << 16;

    private static final int LEAST_SESSIONS = 8;

    /** The usual bounds: 2 threads, 1,024 connections, 256 receivers, 10 seconds, 96 MiB. */
    public static ServerSettings of(InetSocketAddress address) {
        return new ServerSettings(address, 2, 1024, 256, 10_000, 96L << 20);
    }

    /** How many receivers fit into the direct memory, with sub-buffers of this size. */
    int receivers(int subbufSize) {
        long each = WRITE_BUFFER_HIGH + 2L * subbufSize;
        return (int) Math.max(LEAST_SESSIONS, Math.min(maxSessions, directMemory / each));
    }
}
