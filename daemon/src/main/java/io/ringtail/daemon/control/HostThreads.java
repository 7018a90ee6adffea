package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;

/**
 * The ids, in the daemon's pid namespace, of the threads of one process in another. For the conductor's thread only.
 *
 * <p>A search reads all of a process's threads at once, and searches take at most a tenth of the time: a process may
 * have thousands of threads, and may name ones that have ended.
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

    /** Returns a thread's id in the daemon's namespace, given its id in its own; 0 if unknown now. */
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

    /** Returns whether none of the threads was visible in the last search. */
    boolean areHidden() {
        return looked && ids.isEmpty();
    }
}
