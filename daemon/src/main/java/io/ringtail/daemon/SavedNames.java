package io.ringtail.daemon;

import io.ringtail.daemon.control.Cmdlines;
import io.ringtail.daemon.stream.ThreadNames;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The names that the control plane keeps, as they are served. */
final class SavedNames implements ThreadNames {
    private final Cmdlines cmdlines;

    SavedNames(Cmdlines cmdlines) {
        this.cmdlines = cmdlines;
    }

    @Override
    public @Nullable String name(int tid) {
        return cmdlines.lookup(tid);
    }

    @Override
    public void forEach(BiConsumer<Integer, String> entry) {
        cmdlines.all().forEach(entry);
    }
}
