package io.ringtail.reader.tracedat;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The algorithms that compress the sections and pages of a version 7 file. */
enum Compression {
    ZSTD("zstd") {
        @Override
        int decompress(byte[] from, int length, byte[] to) throws DataFormatException {
            try {
                return new ZstdDecompressor().decompress(from, 0, length, to, 0, to.length);
            } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException e) {
                throw (DataFormatException) new DataFormatException(e.getMessage()).initCause(e);
            }
        }
    },
    ZLIB("zlib") {
        @Override
        int decompress(byte[] from, int length, byte[] to) throws DataFormatException {
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(from, 0, length);
                int written = inflater.inflate(to);
                if (!inflater.finished()) {
                    throw new DataFormatException("its bytes do not end after " + written);
                }
                return written;
            } finally {
                inflater.end();
            }
        }
    };

    private final String algorithm;

    Compression(String algorithm) {
        this.algorithm = algorithm;
    }

    /** Returns the algorithm that a file names; null if it is unknown. */
    static @Nullable Compression named(String name) {
        for (Compression compression : values()) {
            if (compression.algorithm.equals(name)) {
                return compression;
            }
        }
        return null;
    }

    String algorithm() {
        return algorithm;
    }

    /**
     * Decompresses one block; returns its length.
     *
     * @throws DataFormatException if it is damaged, or longer than the target
     */
    abstract int decompress(byte[] from, int length, byte[] to) throws DataFormatException;
}
