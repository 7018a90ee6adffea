package io.ringtail.reader.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The body of an answer over TCP, which fails when its sender has been silent for too long: a peer that lost its power
 * or its way here sends nothing, not even an end. One thread reads; another one calls {@link #look} from time to time.
 */
final class WatchedBody extends FilterInputStream {
    private final long mostSilenceNs;
    private final LongSupplier clock;
    /** When the current read began: the time between reads is the reader's own. */
    private volatile long sinceNs;

    private volatile boolean waiting;
    private volatile boolean late;
    private volatile boolean closed;

    /**
     * Creates a body.
     *
     * @param mostSilenceNs the longest time that one read may wait, in ns
     * @param clock in ns
     */
    WatchedBody(InputStream body, long mostSilenceNs, LongSupplier clock) {
        super(body);
        this.mostSilenceNs = mostSilenceNs;
        this.clock = clock;
    }

    /** Ends a read that has waited for too long; returns the time until the next look, in ns, and 0 after the last one. */
    long look() {
        if (closed) {
            return 0;
        }
        long leftNs = waiting ? mostSilenceNs - (clock.getAsLong() - sinceNs) : mostSilenceNs;
        if (leftNs > 0) {
            return leftNs;
        }
        late = true;
        try {
            close();
        } catch (IOException ignored) {
            // It is read no further.
        }
        return 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        sinceNs = clock.getAsLong();
        waiting = true;
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
            waiting = false;
        }
    }

    private void requireInTime() throws HttpTimeoutException {
        if (late) {
            throw new HttpTimeoutException(
                    "nothing has arrived for " + TimeUnit.NANOSECONDS.toSeconds(mostSilenceNs) + " s");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }
}
