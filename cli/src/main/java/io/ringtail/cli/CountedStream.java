package io.ringtail.cli;

import io.ringtail.cli.EventCounts.Interval;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A daemon's stream that a thread of its own counts. No ring waits for it: events that it is too slow for are lost to
 * it alone, and counted as lost. Used by one thread.
 */
final class CountedStream implements AutoCloseable {
    private final EventCounts counts;
    private final FrameSource stream;
    private final Thread thread;
    private volatile @Nullable Throwable problem;

    private CountedStream(FrameSource stream) {
        this.stream = stream;
        this.counts = new EventCounts(System.nanoTime());
        this.thread = new Thread(this::read, "counter");
        thread.setDaemon(true);
    }

    /** Begins to count the events that a query selects. */
    static CountedStream open(RemoteDaemon daemon, StreamQuery query) throws IOException {
        return of(daemon.stream(query.lossy().ahead(StreamQuery.UNORDERED)));
    }

    /** Begins to count a stream's events. */
    static CountedStream of(FrameSource stream) {
        CountedStream counted = new CountedStream(stream);
        counted.thread.start();
        return counted;
    }

    /**
     * Returns what has been counted since the last call.
     *
     * @throws IOException if the stream has ended
     * @throws IllegalStateException if it cannot be counted; it never can then
     */
    Interval take() throws IOException {
        Throwable failed = problem;
        if (failed instanceof IOException ended) {
            throw ended;
        }
        if (failed != null) {
            throw new IllegalStateException("the thread that counts the stream has failed: " + failed, failed);
        }
        return counts.take(System.nanoTime());
    }

    private void read() {
        try {
            boolean more = true;
            while (more) {
                more = stream.next(counts);
            }
            problem = new IOException("the daemon has stopped: restart it, then run this command again");
        } catch (Throwable e) {
            problem = e;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
