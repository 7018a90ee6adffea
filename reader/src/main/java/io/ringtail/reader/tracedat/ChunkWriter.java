package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Compresses pages into chunks, and sections into blocks, as {@link CompressedBlock} reads them. */
final class ChunkWriter {
    /** The number of pages in a chunk, as in trace-cmd's files. */
    private static final int PAGES = 10;

    private static final int BLOCK_HEAD = 2 * Integer.BYTES;

    private final PageCompressor compressor;
    private final int pageSize;

    ChunkWriter(PageCompressor compressor, int pageSize) {
        this.compressor = compressor;
        this.pageSize = pageSize;
    }

    /** Compresses all pages of a file into another one, from its start on. */
    void compress(FileChannel pages, FileChannel out) throws IOException {
        byte[] chunk = new byte[PAGES * pageSize];
        int chunks = Math.toIntExact((pages.size() + chunk.length - 1) / chunk.length);
        writeFully(out, number(chunks));
        for (int i = 0; i < chunks; i++) {
            ByteBuffer read = ByteBuffer.wrap(chunk);
            long start = (long) i * chunk.length;
            while (read.hasRemaining() && pages.read(read, start + read.position()) >= 0) {
                // Until the chunk is full, or the last page has been read.
            }
            writeFully(out, block(chunk, read.position()));
        }
    }

    /** Returns a block: its lengths, and its compressed bytes. */
    ByteBuffer block(byte[] bytes, int length) {
        byte[] compressed = new byte[compressor.mostBytes(length)];
        int size = compressor.compress(bytes, length, compressed);
        return ByteBuffer.allocate(BLOCK_HEAD + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size)
                .putInt(length)
                .put(compressed, 0, size)
                .flip();
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .flip();
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
