package io.ringtail.daemon.hotplug;

import java.util.BitSet;

/** The clients that a CPU's handshake has to do with, as the file's client table knows them. */
public interface AttachedClients {
    /**
     * Which clients still have to answer: records in use that have not acknowledged the epoch in their own generation,
     * and whose process is not proven dead.
     *
     * @param epoch the epoch asked about
     * @return the records' indices, empty when all have answered
     */
    BitSet unanswered(long epoch);

    /**
     * Clients that need not answer where this process's barrier reaches them: each is registered, and had mapped the rings
     * of all possible CPUs before it said so.
     */
    BitSet mappedAhead();

    /** A client that said with its acknowledgement that it cannot map a CPU's ring, -1 for none. */
    int refusing(int cpu);

    /** Whether the barrier of another process reaches each of these clients: they registered before they attached. */
    boolean areRegistered(BitSet clients);

    /** Who a client is, for people. */
    WaitedClient describe(int client);
}
