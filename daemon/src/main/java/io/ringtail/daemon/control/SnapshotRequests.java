package io.ringtail.daemon.control;

/** Receives the snapshot requests of clients. Called on the conductor's thread, which it must not delay. */
@FunctionalInterface
public interface SnapshotRequests {
    /** Called for a client's request, which gets no answer. */
    void onSnapshot(int pid, String reason);
}
