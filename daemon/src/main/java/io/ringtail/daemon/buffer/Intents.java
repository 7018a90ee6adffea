package io.ringtail.daemon.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** What all threads that hold slots are about to take from rings, or have taken. Any thread may ask. */
@FunctionalInterface
interface Intents {
    /** Where the thread slots are not at hand. */
    Intents UNSEEN = (cpu, wanted, action) -> {};

    /** More on one sub-buffer are no accident. */
    int MOST_ON_ONE = 1024;

    /**
     * Looks once at each thread slot, and passes on the intents on some of a ring's sub-buffers, of the living and the dead:
     * each that stands throughout the call, and perhaps some that come or go meanwhile. Only such as a writer can leave.
     */
    void each(int cpu, LongPredicate wanted, Consumer<DeadIntent> action);

    /** The intents on one sub-buffer, {@link #MOST_ON_ONE} at most. */
    default List<DeadIntent> on(int cpu, long subbuf) {
        List<DeadIntent> found = new ArrayList<>();
        each(cpu, named -> named == subbuf && found.size() < MOST_ON_ONE, found::add);
        return found;
    }
}
