package io.ringtail.daemon;

import io.ringtail.daemon.control.FileInPlace;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Moments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Checks once a second that the files this daemon depends on are still in its directory: the buffer, which new clients
 * open by its path, and the lock, which keeps other daemons away. Neither can be restored, nor can the lost part of a
 * truncated buffer, so the daemon has to end.
 */
final class DirectoryWatch implements Agent {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private static final String BYTES_AND_REMEDY = " bytes, so the daemon stops: find the process that truncated it;"
            + " --buffer-memory sealed prevents this";

    private final List<FileInPlace> files;
    private final Path buffer;
    private final LongSupplier bufferLength;
    private final NanoClock clock;
    private final DaemonEnd end;
    private long nextNs;

    /**
     * Watches a directory that is locked and has its buffer.
     *
     * @param bufferLength returns the length of the buffer in bytes; 0 if the directory has none
     * @param end begins when one of them is missing or truncated
     */
    DirectoryWatch(RunDirectory directory, LongSupplier bufferLength, NanoClock clock, DaemonEnd end)
            throws IOException {
        FileInPlace lock = FileInPlace.of(directory.lockPath());
        this.files = bufferLength.getAsLong() == 0 ? List.of(lock) : List.of(FileInPlace.of(directory.buffer()), lock);
        this.buffer = directory.buffer();
        this.bufferLength = bufferLength;
        this.clock = clock;
        this.end = end;
        this.nextNs = Moments.next(clock.nanoTime(), INTERVAL_NS);
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (nowNs - nextNs < 0) {
            return 0;
        }
        nextNs = Moments.next(nowNs, INTERVAL_NS);
        for (FileInPlace file : files) {
            if (file.isGone()) {
                end.because(file.path() + " has been removed or replaced, so the daemon stops: restart it, and clients"
                        + " attach to its new buffer");
            }
        }
        String damage = damage();
        if (!damage.isEmpty()) {
            end.because(damage);
        }
        return 1;
    }

    /** The reason why the buffer is no longer usable, in one line; empty if it has its length. */
    private String damage() {
        long needed = bufferLength.getAsLong();
        long length = buffer.toFile().length();
        if (length >= needed || !buffer.toFile().exists()) {
            return "";
        }
        return buffer + " has been truncated to " + length + " of " + needed + BYTES_AND_REMEDY;
    }

    /**
     * The reason why a page of the buffer could not be accessed, in one line; empty if it is not a file. Thread-safe;
     * does not throw.
     */
    String fault() {
        String damage = damage();
        return damage.isEmpty() && bufferLength.getAsLong() > 0
                ? buffer + " has been truncated, and grown again to its " + bufferLength.getAsLong() + BYTES_AND_REMEDY
                : damage;
    }

    /** The missing files; empty while all are in place. Thread-safe. */
    String problem() {
        return files.stream()
                .filter(FileInPlace::isGone)
                .map(file -> file.path() + " has been removed or replaced")
                .findFirst()
                .orElse("");
    }

    @Override
    public String roleName() {
        return "directory-watch";
    }
}
