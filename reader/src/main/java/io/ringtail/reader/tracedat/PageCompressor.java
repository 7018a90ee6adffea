package io.ringtail.reader.tracedat;

import io.airlift.compress.zstd.ZstdCompressor;

/** A compressor into zstd frames, for the pages of a version 7 file. Used by one thread at a time. */
public interface PageCompressor {
    /** Returns the largest number of bytes that a block of this length can become. */
    int mostBytes(int length);

    /** Compresses a block into one frame; returns the frame's length. */
    int compress(byte[] from, int length, byte[] to);

    /** Returns a compressor that needs no native library, and is slower than one that has it. */
    static PageCompressor pureJava() {
        ZstdCompressor zstd = new ZstdCompressor();
        return new PageCompressor() {
            @Override
            public int mostBytes(int length) {
                return zstd.maxCompressedLength(length);
            }

            @Override
            public int compress(byte[] from, int length, byte[] to) {
                return zstd.compress(from, 0, length, to, 0, to.length);
            }
        };
    }
}
