package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that are read at any position: those of a file, or those of a section that was decompressed. */
interface ByteSource {
    long size() throws IOException;

    /** Reads some bytes from a position on; returns -1 at the end. */
    int read(ByteBuffer target, long position) throws IOException;

    static ByteSource of(FileChannel channel) {
        return new ByteSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return channel.read(target, position);
            }
        };
    }

    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int read(ByteBuffer target, long position) {
                int length = (int) Math.min(target.remaining(), bytes.length - position);
                if (length <= 0) {
                    return -1;
                }
                target.put(bytes, (int) position, length);
                return length;
            }
        };
    }
}
