package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * How much of something each process and each user holds, counted while a daemon adopts what the file says: quotas hold for
 * that, too, since any process that can write to the file may have written it.
 */
final class AdoptedShares {
    /** In place of a user: the process is not visible here. All of these together have one user's share. */
    static final int UNKNOWN_USER = -1;

    private final int mostOfProcess;
    private final IntUnaryOperator mostOfUser;
    private final Map<Identity, Integer> byProcess = new HashMap<>();
    private final Map<Integer, Integer> byUser = new HashMap<>();

    private record Identity(int pid, long startTime, long namespace) {}

    /**
     * A process that the file says holds something.
     *
     * @param namespace the pid namespace in which its pid counts
     * @param user as the kernel says, {@link #UNKNOWN_USER} where it cannot be asked
     */
    record Holder(int pid, long startTime, long namespace, int user) {}

    /**
     * Nobody holds anything.
     *
     * @param mostOfProcess the most for one process
     * @param mostOfUser the most for one user, by uid
     */
    AdoptedShares(int mostOfProcess, IntUnaryOperator mostOfUser) {
        this.mostOfProcess = mostOfProcess;
        this.mostOfUser = mostOfUser;
    }

    /** Counts one that its holder keeps in any case. */
    void add(Holder holder) {
        byProcess.merge(identity(holder), 1, Integer::sum);
        byUser.merge(holder.user(), 1, Integer::sum);
    }

    /** Counts one if its holder, and the holder's user, may have it. */
    boolean take(Holder holder) {
        boolean taken = byProcess.getOrDefault(identity(holder), 0) < mostOfProcess
                && byUser.getOrDefault(holder.user(), 0) < mostOfUser.applyAsInt(holder.user());
        if (taken) {
            add(holder);
        }
        return taken;
    }

    private static Identity identity(Holder holder) {
        return new Identity(holder.pid(), holder.startTime(), holder.namespace());
    }
}
