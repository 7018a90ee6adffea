package io.ringtail.daemon.control;

/** Who takes the snapshots that clients ask for. Called on the conductor's thread, which it must not hold up. */
@FunctionalInterface
public interface SnapshotRequests {
    /** A client asks; it gets no answer. */
    void onSnapshot(int pid, String reason);
}
