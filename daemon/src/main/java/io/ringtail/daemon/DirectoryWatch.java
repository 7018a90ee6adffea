package io.ringtail.daemon;

import io.ringtail.daemon.control.FileInPlace;
import io.ringtail.daemon.control.RunDirectory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Looks once a second whether what this daemon lives by is still in its directory: the buffer, which new clients open by
 * its path, and the lock, which keeps other daemons away. Neither can be put back, so the daemon has to end.
 */
final class DirectoryWatch implements Agent {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final List<FileInPlace> files;
    private final NanoClock clock;
    private final CompletableFuture<String> failure;
    private long lastNs;

    /**
     * A watch over a directory that is locked and has its buffer.
     *
     * @param failure completed with what is gone
     */
    DirectoryWatch(RunDirectory directory, NanoClock clock, CompletableFuture<String> failure) throws IOException {
        this.files = List.of(FileInPlace.of(directory.buffer()), FileInPlace.of(directory.lockPath()));
        this.clock = clock;
        this.failure = failure;
        this.lastNs = clock.nanoTime();
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (nowNs - lastNs < INTERVAL_NS) {
            return 0;
        }
        lastNs = nowNs;
        for (FileInPlace file : files) {
            if (file.isGone()) {
                failure.complete(file.path() + " has been removed or replaced, so this daemon ends: start it again, and"
                        + " clients attach to the next one's buffer");
            }
        }
        return 1;
    }

    @Override
    public String roleName() {
        return "directory-watch";
    }
}
