package io.ringtail.daemon.control;

import java.util.HashMap;
import java.util.Map;

/**
 * The processes as they are seen in one pass over records: each is looked at once, however many records name it, and
 * the mappings of a few only, since a list of mappings takes up to milliseconds to read. For one thread.
 */
final class ProcessLooks implements ProcessTable {
    private final ProcessTable processes;
    private final Map<Integer, Long> startTimes = new HashMap<>();
    private final Map<Mapping, Boolean> unmapped = new HashMap<>();
    private int mappingsLeft;
    private boolean over;

    private record Mapping(int pid, long inode) {}

    /**
     * Creates a pass.
     *
     * @param mostMappings the maximum number of processes whose mappings it looks at
     */
    ProcessLooks(ProcessTable processes, int mostMappings) {
        this.processes = processes;
        this.mappingsLeft = mostMappings;
    }

    /** Returns whether there was a process at whose mappings this pass did not look any more. */
    boolean isOver() {
        return over;
    }

    @Override
    public long namespace() {
        return processes.namespace();
    }

    @Override
    public long startTime(int pid) {
        return startTimes.computeIfAbsent(pid, processes::startTime);
    }

    /** Proves nothing once there were as many looks as there may be. */
    @Override
    public boolean hasNotMapped(int pid, long inode) {
        Mapping mapping = new Mapping(pid, inode);
        Boolean seen = unmapped.get(mapping);
        if (seen != null) {
            return seen;
        }
        if (mappingsLeft == 0) {
            over = true;
            return false;
        }
        mappingsLeft--;
        boolean proven = processes.hasNotMapped(pid, inode);
        unmapped.put(mapping, proven);
        return proven;
    }
}
