package io.ringtail.daemon.hotplug;

import java.util.BitSet;

/** The clients that take part in a CPU's handshake, according to the file's client table. */
public interface AttachedClients {
    /**
     * Returns the clients that have not yet answered: records in use that have not acknowledged the epoch in their own
     * generation, and whose process is not proven dead.
     *
     * @param epoch the epoch to be acknowledged
     * @return the records' indices, empty when all have answered
     */
    BitSet unanswered(long epoch);

    /**
     * Returns the clients that need not answer if this process's barrier reaches them: each is registered, and had
     * mapped the rings of all possible CPUs before it reported that.
     */
    BitSet mappedAhead();

    /**
     * Returns a client that reported, with its acknowledgement, that it cannot map a CPU's ring; -1 if there is none.
     */
    int refusing(int cpu);

    /**
     * Returns whether the barrier of another process reaches each of these clients: they registered before they
     * attached.
     */
    boolean areRegistered(BitSet clients);

    /** Describes a client, for people. */
    WaitedClient describe(int client);
}
