package io.ringtail.daemon.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which processes live, told apart by pid and start time: a pid alone may have been given to another process.
 *
 * <p>A pid means something in one pid namespace only, the one that {@link #namespace} names.
 */
interface ProcessTable {
    /** No start time could be learned. */
    long UNKNOWN = -1;
    /** There is no such process any more. */
    long DEAD = 0;

    /**
     * When a process started.
     *
     * @param pid in {@link #namespace}
     * @return clock ticks since boot, {@link #DEAD} if it has ended (a zombie has), or {@link #UNKNOWN} if neither could
     *     be learned
     */
    long startTime(int pid);

    /** The inode of the pid namespace in which these pids count, 0 if it cannot be learned. */
    default long namespace() {
        return 0;
    }

    /** The user that a process acts for, -1 if that cannot be learned. */
    default int userOf(int pid) {
        return -1;
    }

    /** Whether a process's own pid namespace is this one: its thread ids mean the same threads here. */
    default boolean sharesNamespace(int pid) {
        return true;
    }

    /** The process that a thread belongs to, 0 where there is no such thread, or it cannot be learned. */
    default int processOf(int tid) {
        return 0;
    }

    /** The ids of a process's threads here, by their ids in the process's own pid namespace. */
    default Map<Integer, Integer> threads(int pid) {
        return Map.of();
    }

    /** A thread's id in its process's own pid namespace, 0 where it cannot be learned. */
    default int ownThreadId(int pid, int tid) {
        return 0;
    }

    /** The name of a process's command, empty if it cannot be learned. */
    default String command(int pid) {
        return "";
    }

    /** The kernel's own reference to a process, null where it gives none. */
    default @Nullable ProcessDescriptor descriptor(int pid) {
        return null;
    }

    /**
     * Whether a process certainly has not mapped a file that this one has, so that none of its threads can write there.
     *
     * @param inode the file's; 0 where that is not known
     */
    default boolean hasNotMapped(int pid, long inode) {
        return false;
    }

    /** Whether the process that had this pid and start time has certainly ended. */
    default boolean isProvenDead(int pid, long startTime) {
        long now = startTime(pid);
        return now != UNKNOWN && now != startTime;
    }
}
