package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;

/**
 * How many kinds of events each process and each user has added. They are never removed, so a process's count outlives
 * it; there are no more counts than kinds of events.
 */
final class EventQuota {
    private record Creator(int pid, long startTime) {}

    private final Quotas quotas;
    private final int all;
    private final Map<Creator, Integer> byProcess = new HashMap<>();
    private final Map<Integer, Integer> byUser = new HashMap<>();

    /**
     * Nobody has added any.
     *
     * @param all how many there can be
     */
    EventQuota(Quotas quotas, int all) {
        this.quotas = quotas;
        this.all = all;
    }

    /** Counts one that an earlier daemon's client added; only its user is known. */
    void adopt(int uid) {
        byUser.merge(uid, 1, Integer::sum);
    }

    /**
     * Checks that a process may add another one.
     *
     * @throws EventRefusedException if it, or its user, has added enough
     */
    void check(Claimant claimant) throws EventRefusedException {
        int ofProcess = byProcess.getOrDefault(creator(claimant), 0);
        if (ofProcess >= quotas.ofProcess(all)) {
            throw new EventRefusedException("pid " + claimant.pid() + " has registered " + ofProcess
                    + " kinds of events, the most for one process: register fewer, or raise --process-share");
        }
        int ofUser = byUser.getOrDefault(claimant.uid(), 0);
        if (ofUser >= quotas.ofUser(claimant.uid(), all)) {
            throw new EventRefusedException("processes of uid " + claimant.uid() + " have registered " + ofUser
                    + " kinds of events, the most for one user: register fewer, raise --user-share, or start the daemon"
                    + " on a new file");
        }
    }

    /** Counts one that a process has added. */
    void add(Claimant claimant) {
        byProcess.merge(creator(claimant), 1, Integer::sum);
        byUser.merge(claimant.uid(), 1, Integer::sum);
    }

    private static Creator creator(Claimant claimant) {
        return new Creator(claimant.pid(), claimant.startTime());
    }
}
