package io.ringtail.daemon.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The living processes, identified by pid and start time: a pid alone may have been reassigned to another process.
 *
 * <p>A pid is meaningful only in one pid namespace, the one that {@link #namespace} identifies.
 */
interface ProcessTable {
    /** The start time is unavailable. */
    long UNKNOWN = -1;
    /** The process no longer exists. */
    long DEAD = 0;

    /**
     * Returns when a process started.
     *
     * @param pid in {@link #namespace}
     * @return clock ticks since boot, {@link #DEAD} if it has ended (a zombie has) or is a thread of the kernel, or
     *     {@link #UNKNOWN} if neither can be determined
     */
    long startTime(int pid);

    /** Returns the inode of the pid namespace in which these pids count, 0 if unavailable. */
    default long namespace() {
        return 0;
    }

    /** Returns the user that a process acts for, -1 if unknown. */
    default int userOf(int pid) {
        return -1;
    }

    /** Returns whether a process's own pid namespace is this one: its thread ids mean the same threads here. */
    default boolean sharesNamespace(int pid) {
        return true;
    }

    /** Returns the process to which a thread belongs, 0 if there is no such thread, or it is unknown. */
    default int processOf(int tid) {
        return 0;
    }

    /** Returns the ids of a process's threads here, keyed by their ids in the process's own pid namespace. */
    default Map<Integer, Integer> threads(int pid) {
        return Map.of();
    }

    /** Returns a thread's id in its process's own pid namespace, 0 if unknown. */
    default int ownThreadId(int pid, int tid) {
        return 0;
    }

    /** Returns the name of a process's command, empty if unknown. */
    default String command(int pid) {
        return "";
    }

    /** Returns the kernel's own reference to a process, null if there is none. */
    default @Nullable ProcessDescriptor descriptor(int pid) {
        return null;
    }

    /**
     * Returns whether a process certainly has not mapped a file that this process has mapped, so that none of its
     * threads can write to it.
     *
     * @param inode the file's inode; 0 if unknown
     */
    default boolean hasNotMapped(int pid, long inode) {
        return false;
    }

    /** Returns whether the process with this pid and start time has certainly ended. */
    default boolean isProvenDead(int pid, long startTime) {
        long now = startTime(pid);
        return now != UNKNOWN && now != startTime;
    }
}
