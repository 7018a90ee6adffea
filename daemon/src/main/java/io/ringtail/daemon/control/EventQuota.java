package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;

/**
 * The number of event types that each process and each user has added, or their size in bytes. They are never removed,
 * so a process's count outlives it; there are no more counts than event types.
 */
final class EventQuota {
    private record Creator(int pid, long startTime) {}

    private final Quotas quotas;
    private final int all;
    private final String what;
    private final Map<Creator, Integer> byProcess = new HashMap<>();
    private final Map<Integer, Integer> byUser = new HashMap<>();

    /**
     * Creates a quota with nothing counted.
     *
     * @param all the maximum total
     * @param what names the counted resource in messages
     */
    EventQuota(Quotas quotas, int all, String what) {
        this.quotas = quotas;
        this.all = all;
        this.what = what;
    }

    /** Counts one that an earlier daemon's client added, of which only the user is known. */
    void adopt(int uid, int amount) {
        byUser.merge(uid, amount, Integer::sum);
    }

    /**
     * Checks that a process may add another one.
     *
     * @throws EventRefusedException if the process, or its user, has reached its limit
     */
    void check(Claimant claimant, int amount) throws EventRefusedException {
        int ofProcess = byProcess.getOrDefault(creator(claimant), 0);
        if (amount > quotas.ofProcess(all) - ofProcess) {
            throw new EventRefusedException(
                    "pid " + claimant.pid() + " has registered " + ofProcess + " of " + quotas.ofProcess(all) + " "
                            + what + ", the limit for one process: register fewer, or raise --process-share");
        }
        int ofUser = byUser.getOrDefault(claimant.uid(), 0);
        if (amount > quotas.ofUser(claimant.uid(), all) - ofUser) {
            throw new EventRefusedException("processes of uid " + claimant.uid() + " have registered " + ofUser
                    + " of " + quotas.ofUser(claimant.uid(), all) + " " + what
                    + ", the limit for one user: register fewer, raise --user-share, or start the daemon"
                    + " on a new file");
        }
    }

    /** Counts one that a process has added. */
    void add(Claimant claimant, int amount) {
        byProcess.merge(creator(claimant), amount, Integer::sum);
        byUser.merge(claimant.uid(), amount, Integer::sum);
    }

    private static Creator creator(Claimant claimant) {
        return new Creator(claimant.pid(), claimant.startTime());
    }
}
