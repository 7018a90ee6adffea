package io.ringtail.cli;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.reader.remote.FrameSource;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream until it ends, its time is over, or it is asked to end; meanwhile another thread lets the consumer do
 * periodic work when nothing arrives.
 */
final class LiveStream implements AutoCloseable {
    private static final long TICK_MS = 50;

    private final FrameSource stream;
    private final long endNs;
    private final Tick tick;
    private final Thread ticker;
    private final boolean toTheLast;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean ended;
    private volatile @Nullable IOException problem;

    /** Periodic work of the consumer. */
    @FunctionalInterface
    interface Tick {
        /** Called about 20 times a second, on the stream's own thread. */
        void tick(long nowNs) throws IOException;
    }

    /** Tells whether the consumer has all that it wants. */
    @FunctionalInterface
    interface Done {
        /** Called after each frame. */
        boolean isDone();
    }

    /**
     * Prepares to read a stream.
     *
     * @param durationNs how long to read; {@link Long#MAX_VALUE} for no limit
     * @param toTheLast whether the consumer wants all that is available when the stream is asked to end
     */
    LiveStream(FrameSource stream, long durationNs, boolean toTheLast, Tick tick) {
        this.stream = stream;
        this.toTheLast = toTheLast;
        long now = System.nanoTime();
        this.endNs = durationNs > Long.MAX_VALUE / 2 ? now + Long.MAX_VALUE / 2 : now + durationNs;
        this.tick = tick;
        this.ticker = new Thread(this::run, "ticker");
        ticker.setDaemon(true);
    }

    /**
     * Reads to the end, or until the consumer is done.
     *
     * @return true if this side ended the stream, false if the other side did
     */
    boolean readAll(FrameListener listener, Done done) throws IOException {
        ticker.start();
        boolean more = true;
        while (more && !ended) {
            more = next(listener);
            if (done.isDone()) {
                end();
            }
        }
        IOException failed = problem;
        if (failed != null) {
            throw failed;
        }
        return ended;
    }

    private boolean next(FrameListener listener) throws IOException {
        try {
            return stream.next(listener);
        } catch (IOException e) {
            if (ended) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes {@link #readAll} return soon, or once the other side has sent the last frame; a side that does not answer
     * is not waited for. Thread-safe.
     */
    void askToEnd() {
        if (!asked.getAndSet(true) && !(toTheLast && isFinishing())) {
            end();
        }
    }

    private boolean isFinishing() {
        try {
            stream.finish();
            return true;
        } catch (IOException notAnswered) {
            return false;
        }
    }

    /** Makes {@link #readAll} return soon. Thread-safe. */
    void end() {
        ended = true;
        try {
            stream.close();
        } catch (IOException ignored) {
            // The stream is no longer read.
        }
    }

    private void run() {
        try {
            while (!ended) {
                TimeUnit.MILLISECONDS.sleep(TICK_MS);
                long now = System.nanoTime();
                tick.tick(now);
                if (now - endNs >= 0) {
                    askToEnd();
                }
            }
        } catch (IOException e) {
            problem = e;
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        ticker.interrupt();
    }
}
