package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;

/**
 * The connections that have not sent their HELLO yet, counted by process and by user: each may have a few, so that none
 * can take all of the daemon's file descriptors by silent connections. For the control socket's event loop only.
 */
final class Greeters {
    static final int MOST_OF_PROCESS = 16;
    static final int MOST_OF_USER = 256;

    private final Map<Integer, Integer> byProcess = new HashMap<>();
    private final Map<Integer, Integer> byUser = new HashMap<>();

    /** Counts a connection; returns false if it exceeds a limit, and must be closed. */
    boolean enter(Peer peer) {
        int ofProcess = byProcess.getOrDefault(peer.pid(), 0);
        int ofUser = byUser.getOrDefault(peer.uid(), 0);
        if (ofUser >= MOST_OF_USER || (peer.pid() > 0 && ofProcess >= MOST_OF_PROCESS)) {
            return false;
        }
        byProcess.merge(peer.pid(), 1, Integer::sum);
        byUser.merge(peer.uid(), 1, Integer::sum);
        return true;
    }

    /** Removes a counted connection that has sent its HELLO, or has ended. */
    void leave(Peer peer) {
        byProcess.computeIfPresent(peer.pid(), (pid, count) -> count == 1 ? null : count - 1);
        byUser.computeIfPresent(peer.uid(), (uid, count) -> count == 1 ? null : count - 1);
    }
}
