package io.ringtail.daemon.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The intents of all threads that hold slots: what they are about to take from rings, or have taken. Any thread may
 * read them.
 */
@FunctionalInterface
interface Intents {
    /** Used where the thread slots are unavailable. */
    Intents UNSEEN = (ring, wanted, action) -> {};

    /** No accident leaves more intents on one sub-buffer than this. */
    int MOST_ON_ONE = 1024;

    /**
     * Reads each thread slot once, and passes on the intents on selected sub-buffers of a ring, of living and dead
     * threads: every one that exists throughout the call, and perhaps some that appear or disappear during it. Only
     * plausible intents are passed on.
     */
    void each(int ring, LongPredicate wanted, Consumer<ThreadIntent> action);

    /** Returns the intents on one sub-buffer, at most {@link #MOST_ON_ONE}. */
    default List<ThreadIntent> on(int ring, long subbuf) {
        List<ThreadIntent> found = new ArrayList<>();
        each(ring, named -> named == subbuf && found.size() < MOST_ON_ONE, found::add);
        return found;
    }
}
