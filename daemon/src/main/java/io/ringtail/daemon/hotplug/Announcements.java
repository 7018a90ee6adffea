package io.ringtail.daemon.hotplug;

import java.util.BitSet;

/**
 * How clients hear of a CPU's changes. Hints only: the descriptors, the epoch and the online mask in the file are the
 * truth, and a client that misses an announcement loses nothing once it hears another.
 *
 * <p>Called on the conductor's thread, after the file says what is announced. Never blocks, never throws.
 */
public interface Announcements {
    /**
     * CPUs have been prepared, and the epoch has moved: every client is to map them and to acknowledge the epoch.
     *
     * @param cpus not empty; the callee neither keeps nor changes it
     * @param epoch as the file has it now
     */
    void prepared(BitSet cpus, long epoch);

    /**
     * CPUs have their bit in the online mask.
     *
     * @param cpus not empty; the callee neither keeps nor changes it
     * @param epoch in which they came online
     */
    void online(BitSet cpus, long epoch);

    /** A CPU has lost its bit in the online mask; its ring stays. */
    void offline(int cpu);

    /**
     * Wakes the clients if CPUs have been {@link #prepared} since the last call. Whoever is woken may take the caller's
     * core: to be called when nothing else is left to do.
     */
    void wake();
}
