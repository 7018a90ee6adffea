package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of one process in another pid namespace are called in the daemon's. For the conductor's thread only.
 *
 * <p>All of a process's threads are looked through at once, and no more than a tenth of the time: a process may have
 * thousands, and may ask for those that have ended.
 */
final class HostThreads {
    private static final int PAUSES = 10;

    private final ProcessTable processes;
    private final int pid;
    private Map<Integer, Integer> ids = new HashMap<>();
    private boolean looked;
    private long nextNs;

    HostThreads(ProcessTable processes, int pid) {
        this.processes = processes;
        this.pid = pid;
    }

    /** A thread's id in the daemon's namespace by its id in its own, 0 where it is not known now. */
    int find(int tid) {
        Integer known = ids.get(tid);
        if (known != null && processes.ownThreadId(pid, known) == tid) {
            return known;
        }
        long startNs = System.nanoTime();
        if (looked && startNs - nextNs < 0) {
            return 0;
        }
        ids = processes.threads(pid);
        long endNs = System.nanoTime();
        looked = true;
        nextNs = endNs + PAUSES * (endNs - startNs);
        return ids.getOrDefault(tid, 0);
    }

    /** Whether none of them could be seen at the last look. */
    boolean areHidden() {
        return looked && ids.isEmpty();
    }
}
