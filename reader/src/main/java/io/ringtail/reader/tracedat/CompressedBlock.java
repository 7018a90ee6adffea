package io.ringtail.reader.tracedat;

import java.util.zip.DataFormatException;

/**
 * A compressed block: u32 length, u32 length when decompressed, and its bytes. Both lengths are limited before memory
 * is allocated for them.
 */
final class CompressedBlock {
    private final FileCursor in;
    private final Compression compression;
    private final String what;
    private final long length;
    private final long decompressedLength;

    private CompressedBlock(FileCursor in, Compression compression, String what) throws TraceDatException {
        this.in = in;
        this.compression = compression;
        this.what = what;
        this.length = Integer.toUnsignedLong(in.u32("length of " + what));
        this.decompressedLength = Integer.toUnsignedLong(in.u32("decompressed length of " + what));
    }

    /**
     * Reads a block's lengths.
     *
     * @param mostBytes the limit of its decompressed length
     */
    static CompressedBlock read(FileCursor in, Compression compression, long mostBytes, String what)
            throws TraceDatException {
        CompressedBlock block = new CompressedBlock(in, compression, what);
        if (block.decompressedLength > mostBytes) {
            throw in.refusal(what + " has " + block.length + " bytes that become " + block.decompressedLength
                    + " when decompressed, more than the limit of " + mostBytes
                    + ": it is damaged, or meant to exhaust memory");
        }
        return block;
    }

    int decompressedLength() {
        return (int) decompressedLength;
    }

    /** Decompresses the block into an array that is exactly as long. */
    byte[] bytes() throws TraceDatException {
        byte[] bytes = new byte[decompressedLength()];
        into(bytes);
        return bytes;
    }

    /** Decompresses the block into an array of at least its length. */
    void into(byte[] target) throws TraceDatException {
        long start = in.position();
        byte[] compressed = in.bytes(length, what);
        try {
            int written = compression.decompress(compressed, compressed.length, target);
            if (written != decompressedLength) {
                throw new DataFormatException("it has " + written + " bytes, not " + decompressedLength);
            }
        } catch (DataFormatException e) {
            throw in.at(start, what)
                    .problem("cannot decompress " + what + " with " + compression.algorithm() + " (" + e.getMessage()
                            + ")");
        }
    }
}
