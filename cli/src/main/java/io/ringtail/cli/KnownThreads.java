package io.ringtail.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names and processes of a stream's threads, by the thread ids in events. Thread-safe. */
final class KnownThreads {
    private final Map<Integer, Known> threads = new ConcurrentHashMap<>();

    private record Known(int pid, String name) {}

    void put(int tid, int pid, String name) {
        threads.put(tid, new Known(pid, name));
    }

    @Nullable
    String name(int tid) {
        Known known = threads.get(tid);
        return known == null ? null : known.name;
    }

    /** The thread's process, or 0 if unknown. */
    int pid(int tid) {
        Known known = threads.get(tid);
        return known == null ? 0 : known.pid;
    }
}
