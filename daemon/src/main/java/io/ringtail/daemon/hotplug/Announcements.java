package io.ringtail.daemon.hotplug;

import java.util.BitSet;

/**
 * Announces changes of CPUs to clients. These are hints only: the descriptors, the epoch and the online mask in the
 * file are authoritative, and a client that misses an announcement loses nothing once it receives another.
 *
 * <p>Called on the conductor's thread, after the file contains the announced state. Never blocks, never throws.
 */
public interface Announcements {
    /**
     * Announces that CPUs have been prepared, and the epoch has advanced: every client must map them and acknowledge
     * the epoch.
     *
     * @param cpus not empty; the callee neither retains nor modifies it
     * @param epoch the file's current epoch
     */
    void prepared(BitSet cpus, long epoch);

    /**
     * Announces that CPUs have their bits in the online mask.
     *
     * @param cpus not empty; the callee neither retains nor modifies it
     * @param epoch the epoch in which they came online
     */
    void online(BitSet cpus, long epoch);

    /** Announces that a CPU has lost its bit in the online mask; its ring remains. */
    void offline(int cpu);

    /**
     * Wakes the clients if CPUs have been {@link #prepared} since the last call. A woken client may take the caller's
     * core, so call this when nothing else is left to do.
     */
    void wake();
}
