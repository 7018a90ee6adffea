package io.ringtail.reader.tracecmd;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the time for which a peer may take nothing: a blocking write has none of its own. One thread writes, to
 * one socket at a time; a thread of the limit's own closes that socket once a single write takes too long.
 */
final class WriteLimit implements AutoCloseable {
    private final long limitMs;
    private @Nullable Socket writing;
    private long begunNs;
    private boolean exceeded;
    private boolean closed;

    private WriteLimit(long limitMs) {
        this.limitMs = limitMs;
    }

    static WriteLimit start(long limitMs) {
        WriteLimit limit = new WriteLimit(limitMs);
        Thread watch = new Thread(limit::watch, "ringtail-write-limit");
        watch.setDaemon(true);
        watch.start();
        return limit;
    }

    /** Returns whether a write was ended for taking too long. */
    synchronized boolean isExceeded() {
        return exceeded;
    }

    /** Returns a stream that writes to a socket within the limit. */
    OutputStream of(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                begin(socket);
                try {
                    out.write(bytes, offset, length);
                } finally {
                    end();
                }
            }
        };
    }

    private synchronized void begin(Socket socket) {
        writing = socket;
        begunNs = System.nanoTime();
    }

    private synchronized void end() {
        writing = null;
    }

    private synchronized void watch() {
        try {
            while (!closed) {
                Socket late = writing;
                long leftMs = limitMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs);
                if (late == null) {
                    wait(limitMs);
                } else if (leftMs > 0) {
                    wait(leftMs);
                } else {
                    exceeded = true;
                    late.close();
                    return;
                }
            }
        } catch (InterruptedException | IOException ignored) {
            // Nothing interrupts this thread; a socket that cannot be closed fails its write.
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
