package io.ringtail.daemon.feed;

import org.jspecify.annotations.Nullable;

/** Threads' names and processes by thread id, kept after a thread has ended. All methods are thread-safe. */
public interface ThreadNames {
    /** A thread's name, if known. */
    @Nullable
    String name(int tid);

    /** A thread's process, or 0 if unknown. */
    int pid(int tid);

    /** Calls {@code entry} for every known thread, by ascending id. */
    void forEach(Entry entry);

    /** A callback for a thread. */
    @FunctionalInterface
    interface Entry {
        /**
         * Receives a thread.
         *
         * @param pid 0 if unknown
         */
        void onThread(int tid, int pid, String name);
    }
}
