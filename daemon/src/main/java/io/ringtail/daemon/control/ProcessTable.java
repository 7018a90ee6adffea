package io.ringtail.daemon.control;

/** Which processes live, told apart by pid and start time: a pid alone may have been given to another process. */
interface ProcessTable {
    /** No start time could be learned. */
    long UNKNOWN = -1;
    /** There is no such process any more. */
    long DEAD = 0;

    /**
     * When a process started.
     *
     * @param pid in this process's pid namespace
     * @return clock ticks since boot, {@link #DEAD} if it has ended (a zombie has), or {@link #UNKNOWN} if neither could
     *     be learned
     */
    long startTime(int pid);

    /** The name of a process's command, empty if it cannot be learned. */
    default String command(int pid) {
        return "";
    }

    /** Whether the process that had this pid and start time has certainly ended. */
    default boolean isProvenDead(int pid, long startTime) {
        long now = startTime(pid);
        return now != UNKNOWN && now != startTime;
    }
}
