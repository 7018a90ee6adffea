package io.ringtail.daemon;

import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.files.Reloaded;
import io.ringtail.daemon.life.Moments;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/** Checks every two seconds whether files have changed that are in use. */
final class FileReload implements Agent {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);

    private volatile List<Reloaded<?>> files;
    private final NanoClock clock;
    private long nextNs;

    FileReload(List<Reloaded<?>> files, NanoClock clock) {
        this.files = files;
        this.clock = clock;
        this.nextNs = Moments.next(clock.nanoTime(), INTERVAL_NS);
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
        if (nowNs - nextNs < 0) {
            return 0;
        }
        nextNs = Moments.next(nowNs, INTERVAL_NS);
        return (int) files.stream().filter(Reloaded::refresh).count();
    }

    @Override
    public String roleName() {
        return "file-reload";
    }
}
