package io.ringtail.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** An output stream that counts its bytes. Any thread may read the count. */
final class CountedOutput extends FilterOutputStream {
    private volatile long bytes;

    CountedOutput(OutputStream out) {
        super(out);
    }

    long bytes() {
        return bytes;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void write(int b) throws IOException {
        out.write(b);
        bytes++;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        bytes += length;
    }

    /** Flushes; the channel below is closed by whoever opened it. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
