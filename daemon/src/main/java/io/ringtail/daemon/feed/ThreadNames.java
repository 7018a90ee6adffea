package io.ringtail.daemon.feed;

import io.ringtail.daemon.control.SavedThread;
import org.jspecify.annotations.Nullable;

/** Threads' names and processes by thread id, kept after a thread has ended. All methods are thread-safe. */
public interface ThreadNames {
    /** A thread's name and process, if known. */
    @Nullable
    SavedThread find(int tid);

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
