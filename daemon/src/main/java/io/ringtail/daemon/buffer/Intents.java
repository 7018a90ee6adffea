package io.ringtail.daemon.buffer;

import java.util.List;

/** What all threads that hold slots are about to take from rings, or have taken. Any thread may ask. */
@FunctionalInterface
interface Intents {
    /** Where the thread slots are not at hand. */
    Intents UNSEEN = (cpu, subbuf) -> List.of();

    /**
     * The intents on a sub-buffer, of the living and the dead: each that stands throughout the call, and perhaps some that
     * come or go meanwhile. Only such as a writer can leave.
     */
    List<DeadIntent> on(int cpu, long subbuf);
}
