package io.ringtail.daemon.stream;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Threads' names by thread id, kept after a thread has gone. All methods may be called by any thread. */
public interface ThreadNames {
    /** A thread's name, if it is known. */
    @Nullable
    String name(int tid);

    /** Tells every id and name that is known. */
    void forEach(BiConsumer<Integer, String> entry);
}
