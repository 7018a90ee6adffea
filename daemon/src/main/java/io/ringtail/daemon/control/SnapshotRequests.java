package io.ringtail.daemon.control;

/** Receives the snapshot requests of clients. Called on the conductor's thread, which it must not delay. */
@FunctionalInterface
public interface SnapshotRequests {
    /**
     * Called for a client's request, which gets no answer.
     *
     * @param pid of the client's process, as the kernel attests it; 0 if it is not visible to the daemon
     * @param uid of its user
     */
    void onSnapshot(int pid, int uid, String reason);
}
