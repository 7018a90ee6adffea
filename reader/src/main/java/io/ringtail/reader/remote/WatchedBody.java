package io.ringtail.reader.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The body of an answer over TCP, which fails if it does not arrive in time; or, once it is {@link #endless}, when its
 * sender has been silent for too long: a peer that lost its power or its way here sends nothing, not even an end. One
 * thread reads; another one calls {@link #look} from time to time.
 */
final class WatchedBody extends FilterInputStream {
    private final long wholeNs;
    private final long mostSilenceNs;
    private final LongSupplier clock;
    /** When the body began; or, once it is endless, the current read: the time between reads is the reader's own. */
    private volatile long sinceNs;

    private volatile boolean waiting = true;
    private volatile boolean endless;
    private volatile boolean late;
    private volatile boolean closed;

    /**
     * Creates a body, whose time begins.
     *
     * @param wholeNs the time that it has in all, in ns, unless it becomes endless
     * @param mostSilenceNs the longest time that one read of it may wait then, in ns
     * @param clock in ns
     */
    WatchedBody(InputStream body, long wholeNs, long mostSilenceNs, LongSupplier clock) {
        super(body);
        this.wholeNs = wholeNs;
        this.mostSilenceNs = mostSilenceNs;
        this.clock = clock;
        this.sinceNs = clock.getAsLong();
    }

    /** Limits the time of each read from now on, instead of that of the whole body. For the thread that reads. */
    void endless() {
        waiting = false;
        endless = true;
    }

    /** Ends a read that has waited for too long; returns the time until the next look, in ns, or 0 for no other one. */
    long look() {
        if (closed) {
            return 0;
        }
        long mostNs = mostNs();
        long leftNs = waiting ? mostNs - (clock.getAsLong() - sinceNs) : mostNs;
        if (leftNs > 0) {
            return Math.min(leftNs, mostSilenceNs);
        }
        late = true;
        try {
            close();
        } catch (IOException ignored) {
            // It is read no further.
        }
        return 0;
    }

    private long mostNs() {
        return endless ? mostSilenceNs : wholeNs;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (endless) {
            sinceNs = clock.getAsLong();
            waiting = true;
        }
        try {
            int count = super.read(bytes, offset, length);
            if (count < 0) {
                requireInTime();
            }
            return count;
        } catch (IOException e) {
            requireInTime();
            throw e;
        } finally {
            waiting = !endless;
        }
    }

    private void requireInTime() throws HttpTimeoutException {
        if (late) {
            throw new HttpTimeoutException((endless ? "nothing has arrived for " : "its answer is not whole after ")
                    + TimeUnit.NANOSECONDS.toSeconds(mostNs()) + " s");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }
}
