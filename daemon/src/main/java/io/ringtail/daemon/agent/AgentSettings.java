package io.ringtail.daemon.agent;

import java.net.InetSocketAddress;

/**
 * The agent's settings.
 *
 * <p>Memory: a CPU's connection holds at most {@link #WRITE_BUFFER_HIGH} bytes, the sub-buffer that exceeded it and one
 * being read; and, if events are selected, one being filled. A recording also holds its file's head until the peer has
 * taken it.
 *
 * @param address where to listen; port 0 selects a free one
 * @param maxConnections control connections; each is one recording
 * @param maxOfPeer control connections of one address
 * @param requestTimeoutMs the time limit for a request, for taking its answer, and for connecting to all CPUs' ports
 * @param stallTimeoutMs how long a recording that ends waits for a peer that takes nothing
 * @param memory bytes that all recordings may take together
 * @param mayEnable whether recordings enable the events that they name
 */
public record AgentSettings(
        InetSocketAddress address,
        int maxConnections,
        int maxOfPeer,
        long requestTimeoutMs,
        long stallTimeoutMs,
        long memory,
        boolean mayEnable) {
    static final int WRITE_BUFFER_HIGH = 1 << 16;

    /** Returns the default limits: 16 connections, 8 of one address, 10 and 30 seconds. */
    public static AgentSettings of(InetSocketAddress address, long memory, boolean mayEnable) {
        return new AgentSettings(address, 16, 8, 10_000, 30_000, memory, mayEnable);
    }

    /** The number of recordings that fit into the memory; one always does. */
    int recordings(int cpus, int subbufSize, int headLength) {
        long each = (long) cpus * (WRITE_BUFFER_HIGH + 3L * subbufSize) + headLength;
        return (int) Math.max(1, Math.min(maxConnections, memory / Math.max(1, each)));
    }
}
