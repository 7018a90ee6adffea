package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The shares of a resource held by each process and each user, counted while a daemon adopts a file's contents: quotas
 * apply to them, too, since any process that can write to the file may have written them.
 */
final class AdoptedShares {
    /** A value in place of a user: the process is not visible here. All of these together have one user's share. */
    static final int UNKNOWN_USER = -1;

    private final int mostOfProcess;
    private final IntUnaryOperator mostOfUser;
    private final Map<Identity, Integer> byProcess = new HashMap<>();
    private final Map<Integer, Integer> byUser = new HashMap<>();

    private record Identity(int pid, long startTime, long namespace) {}

    /**
     * A process that holds a share according to the file.
     *
     * @param namespace the pid namespace in which its pid counts
     * @param user according to the kernel, {@link #UNKNOWN_USER} if it cannot be determined
     */
    record Holder(int pid, long startTime, long namespace, int user) {}

    /**
     * Creates empty shares.
     *
     * @param mostOfProcess the maximum for one process
     * @param mostOfUser the maximum for one user, by uid
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

    /**
     * Counts one if it exceeds neither its holder's maximum nor that of the holder's user; returns whether it was
     * counted.
     */
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
