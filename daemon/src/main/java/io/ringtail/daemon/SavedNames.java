package io.ringtail.daemon;

import io.ringtail.daemon.control.Cmdlines;
import io.ringtail.daemon.control.SavedThread;
import io.ringtail.daemon.feed.ThreadNames;
import org.jspecify.annotations.Nullable;

/** The thread names and processes kept by the control plane, as served over HTTP. */
final class SavedNames implements ThreadNames {
    private final Cmdlines cmdlines;

    SavedNames(Cmdlines cmdlines) {
        this.cmdlines = cmdlines;
    }

    @Override
    public @Nullable SavedThread find(int tid) {
        return cmdlines.find(tid);
    }

    @Override
    public void forEach(Entry entry) {
        cmdlines.all().forEach((tid, thread) -> entry.onThread(tid, thread.pid(), thread.name()));
    }
}
