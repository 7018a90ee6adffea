package io.ringtail.daemon.control;

/** What has to be done for a client that is proven dead, before its thread slots and its record are used again. */
@FunctionalInterface
public interface ClientRepair {
    /**
     * Settles what the client's threads still owed. On the conductor's thread.
     *
     * @param client the index of its record
     * @return false if something is left: it is called again about a second later
     */
    boolean settle(int client);
}
