package io.ringtail.daemon.control;

import java.util.BitSet;

/** The work that must be done for clients proven dead, before their thread slots and records are reused. */
@FunctionalInterface
public interface ClientRepair {
    /**
     * Settles what dead clients' threads still owed. On the conductor's thread.
     *
     * @param dead the thread slots of all clients that are proven dead
     * @param live the thread slots of all others
     * @return the slots of {@code dead} with something left: the method is called again about a second later
     */
    BitSet settle(BitSet dead, BitSet live);

    /**
     * Inspects the rings otherwise, once a second, after {@link #settle}.
     *
     * @param held the thread slots of all clients, dead or not
     * @param nowNs the conductor's clock
     */
    default void inspect(BitSet held, long nowNs) {}
}
