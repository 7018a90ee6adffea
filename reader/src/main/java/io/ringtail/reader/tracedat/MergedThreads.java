package io.ringtail.reader.tracedat;

import java.util.Map;
import java.util.TreeMap;

/** The threads of merged files; those of each machine but the first have ids of their own, above all that Linux gives. */
final class MergedThreads {
    /** Linux's limit of thread ids, PID_MAX_LIMIT. */
    private static final int MACHINE_BITS = 22;

    private final Map<Integer, String> names = new TreeMap<>();
    private final Map<Integer, Integer> processes = new TreeMap<>();

    /** Returns what is added to the thread ids of a machine. */
    static int offset(int machine) {
        return machine << MACHINE_BITS;
    }

    /** Returns a machine's thread id in the merged file; 0 stays what it is, the idle task. */
    static int id(int tid, int machine) {
        return tid == 0 ? 0 : tid + offset(machine);
    }

    /** Adds a file's threads; of two names for one, the kernel's is often the start of the other. */
    void add(FileHead head, int machine) {
        head.cmdlines.forEach((tid, name) -> names.merge(id(tid, machine), name, (a, b) -> b.startsWith(a) ? b : a));
        head.tgids.forEach((tid, pid) -> processes.putIfAbsent(id(tid, machine), id(pid, machine)));
    }

    Map<Integer, String> names() {
        return names;
    }

    Map<Integer, Integer> processes() {
        return processes;
    }
}
