package io.ringtail.cli;

import io.ringtail.reader.tracedat.PageCompressor;

/** The choice of a zstd compressor: zstd-jni where it is on the class path, otherwise one in Java. */
final class Zstd {
    /** Higher levels take several times as long for a few percent. */
    private static final int LEVEL = 1;

    private Zstd() {}

    static PageCompressor compressor() {
        try {
            // Loads the native library.
            com.github.luben.zstd.Zstd.compressBound(0);
            return new Native();
        } catch (LinkageError missing) {
            return PageCompressor.pureJava();
        }
    }

    /** zstd-jni's compressor. */
    private static final class Native implements PageCompressor {
        @Override
        public int mostBytes(int length) {
            return Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(length));
        }

        @Override
        public int compress(byte[] from, int length, byte[] to) {
            long size = com.github.luben.zstd.Zstd.compressByteArray(to, 0, to.length, from, 0, length, LEVEL);
            if (com.github.luben.zstd.Zstd.isError(size)) {
                throw new IllegalStateException(com.github.luben.zstd.Zstd.getErrorName(size));
            }
            return (int) size;
        }
    }
}
