package io.ringtail.daemon;

import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.files.Reloaded;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/** Checks every two seconds whether files have changed that are in use. */
final class FileReload implements Agent {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);

    private volatile List<Reloaded<?>> files;
    private final NanoClock clock;
    private long lastNs;

    FileReload(List<Reloaded<?>> files, NanoClock clock) {
        this.files = files;
        this.clock = clock;
        this.lastNs = clock.nanoTime();
    }

    /** Replaces the files; for any thread. */
    void watch(List<Reloaded<?>> now) {
        files = now;
    }

    /** Returns which values are those of their files as they are now; for any thread. */
    List<FilesInUse> uses() {
        return files.stream().map(Reloaded::use).toList();
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (nowNs - lastNs < INTERVAL_NS) {
            return 0;
        }
        lastNs = nowNs;
        return (int) files.stream().filter(Reloaded::refresh).count();
    }

    @Override
    public String roleName() {
        return "file-reload";
    }
}
