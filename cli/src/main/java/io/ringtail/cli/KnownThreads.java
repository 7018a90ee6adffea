package io.ringtail.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names and processes of a stream's threads, by the ids that their events carry. For any thread. */
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

    /** 0 where it is not known. */
    int pid(int tid) {
        Known known = threads.get(tid);
        return known == null ? 0 : known.pid;
    }
}
