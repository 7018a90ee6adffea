package io.ringtail.daemon.feed;

import org.jspecify.annotations.Nullable;

/** Threads' names and processes by thread id, kept after a thread has gone. All methods may be called by any thread. */
public interface ThreadNames {
    /** A thread's name, if it is known. */
    @Nullable
    String name(int tid);

    /** A thread's process, 0 where it is not known. */
    int pid(int tid);

    /** Tells every thread that is known, by ascending id. */
    void forEach(Entry entry);

    /** Takes a thread. */
    @FunctionalInterface
    interface Entry {
        /**
         * A thread.
         *
         * @param pid 0 where it is not known
         */
        void onThread(int tid, int pid, String name);
    }
}
