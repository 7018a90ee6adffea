package io.ringtail.daemon.control;

import java.util.BitSet;

/** What has to be done for clients that are proven dead, before their thread slots and records are used again. */
@FunctionalInterface
public interface ClientRepair {
    /**
     * Settles what dead clients' threads still owed. On the conductor's thread.
     *
     * @param dead the thread slots of all clients that are proven dead
     * @param live the thread slots of all others
     * @return the slots of {@code dead} with something left: it is called again about a second later
     */
    BitSet settle(BitSet dead, BitSet live);

    /**
     * Looks after the rings otherwise, once a second, behind {@link #settle}.
     *
     * @param held the thread slots of all clients, dead or not
     * @param nowNs the conductor's clock
     */
    default void inspect(BitSet held, long nowNs) {}
}
