package io.ringtail.reader.remote;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.Positions;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that resumes at its position when its daemon goes away and returns on the same buffer: events overwritten in
 * the meantime are reported as lost, and no event is delivered twice. A listener gets each position once it is valid,
 * after the frame that it precedes in the stream.
 */
public final class ResumedStream implements FrameSource {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Finds the daemon, whose address may have changed after its restart. */
    @FunctionalInterface
    public interface Daemons {
        /** Returns the daemon, if it is running now. */
        RemoteDaemon find() throws IOException;
    }

    private final Daemons daemons;
    private final long patienceNs;
    private final Consumer<String> notices;
    private final KeptPositions positions = new KeptPositions();
    private final StreamHeader hello;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile StreamQuery query;
    private volatile RemoteStream stream;
    private volatile boolean waiting;
    /** When the stream was opened; this and what follows is for the thread that reads. */
    private long openedNs = System.nanoTime();
    /** When the daemon went away, if a stream has brought nothing since. */
    private long lostNs;

    private boolean lost;
    /** Whether notice was given of a loss and not yet of the daemon's return. */
    private boolean away;

    private ResumedStream(
            Daemons daemons, StreamQuery query, long patienceNs, Consumer<String> notices, RemoteStream first) {
        this.daemons = daemons;
        this.query = query;
        this.patienceNs = patienceNs;
        this.notices = notices;
        this.stream = first;
        this.hello = first.hello();
        if (query.after() != null) {
            positions.beginAt(Positions.parse(query.after()));
        }
    }

    /**
     * Opens a stream; the daemon must be running.
     *
     * @param daemon to begin with
     * @param daemons finds it after each later loss
     * @param patienceNs how long to wait for the daemon after each later loss, in ns; a stream that breaks before it
     *     has brought anything does not end that time
     * @param notices receives a line when the daemon has gone, and when it is back; none for a stream that breaks before
     *     it has brought anything
     */
    public static ResumedStream open(
            RemoteDaemon daemon, Daemons daemons, StreamQuery query, long patienceNs, Consumer<String> notices)
            throws IOException {
        return new ResumedStream(daemons, query, patienceNs, notices, daemon.stream(query));
    }

    @Override
    public StreamHeader hello() {
        return hello;
    }

    @Override
    public boolean next(FrameListener listener) throws IOException {
        while (true) {
            String why = "it has stopped";
            try {
                if (stream.next(positions.to(listener))) {
                    return true;
                }
            } catch (RemoteException broken) {
                why = String.valueOf(broken.getMessage());
            }
            if (positions.isComplete() || isClosed() || !comesBack(why)) {
                return false;
            }
        }
    }

    /** Waits for the daemon; returns false if this stream is closed in the meantime. */
    private boolean comesBack(String why) throws IOException {
        waiting = true;
        stream.close();
        noteLoss(why);
        boolean brief = System.nanoTime() - openedNs < PAUSE_NS;
        if (brief && pausedUntilClosed(PAUSE_NS)) {
            return false;
        }
        while (true) {
            long pauseNs = PAUSE_NS;
            try {
                return goOn(daemons.find().stream(query.after(positions.text())));
            } catch (RefusedException refused) {
                throw refused;
            } catch (IOException notThere) {
                long leftNs = leftNs();
                if (leftNs < 0) {
                    throw notReturned(String.valueOf(notThere.getMessage()), notThere);
                }
                if (notThere instanceof BusyException busy) {
                    pauseNs = Math.min(busy.pauseNs(), leftNs + 1);
                }
            }
            if (pausedUntilClosed(pauseNs)) {
                return false;
            }
        }
    }

    /** Begins to count the time of a loss, or goes on with it if the stream has brought nothing after the last one. */
    private void noteLoss(String why) throws RemoteException {
        boolean another = !lost || positions.isAlive();
        positions.begin();
        lost = true;
        if (another) {
            lostNs = System.nanoTime();
            away = true;
            notices.accept("the daemon has gone away (" + why + "): waiting for it to return");
        } else if (leftNs() < 0) {
            throw notReturned(why, null);
        }
    }

    private long leftNs() {
        return patienceNs - (System.nanoTime() - lostNs);
    }

    private RemoteException notReturned(String why, @Nullable IOException cause) {
        String message =
                "the daemon has not returned within " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s (" + why + ")";
        return cause == null ? new RemoteException(message) : new RemoteException(message, cause);
    }

    private boolean goOn(RemoteStream next) throws IOException {
        stream = next;
        waiting = false;
        openedNs = System.nanoTime();
        if (isClosed()) {
            next.close();
            return false;
        }
        if (away) {
            away = false;
            notices.accept("the daemon is back: resuming");
        }
        return true;
    }

    /** Returns whether the daemon has gone away and not returned yet; for any thread. */
    public boolean isWaiting() {
        return waiting;
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private boolean pausedUntilClosed(long pauseNs) throws RemoteException {
        try {
            return closing.await(pauseNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting for the daemon", e);
        }
    }

    /** Finishes this stream. If the daemon has gone, the next one is asked for the data available by then. */
    @Override
    public void finish() throws IOException {
        query = query.finishing();
        stream.finish();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        stream.close();
    }
}
