package io.ringtail.cli;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.reader.remote.FrameSource;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is read until it ends, its time is over, or somebody asks for its end; meanwhile another thread lets its
 * reader do what is due when nothing arrives.
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

    /** What is due now and then. */
    @FunctionalInterface
    interface Tick {
        /** Called from a thread of its own, about 20 times a second. */
        void tick(long nowNs) throws IOException;
    }

    /** Whether the reader has all that it wants. */
    @FunctionalInterface
    interface Done {
        /** Asked after each frame. */
        boolean isDone();
    }

    /**
     * Begins to tick.
     *
     * @param durationNs how long to read; {@link Long#MAX_VALUE} for no limit
     * @param toTheLast whether the reader wants what is there when it is asked to end
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
     * Reads to the end, or until the reader is done.
     *
     * @return true if it was ended from here, false if the other side ended it
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
     * Has {@link #readAll} return soon, or when the other side has sent the last; a side that does not answer is not waited
     * for. For any thread.
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

    /** Has {@link #readAll} return soon. For any thread. */
    void end() {
        ended = true;
        try {
            stream.close();
        } catch (IOException ignored) {
            // It is not read any more.
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
