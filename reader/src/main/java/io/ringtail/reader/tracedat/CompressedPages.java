package io.ringtail.reader.tracedat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pages that are compressed in chunks: u32 number of chunks, and each as a {@link CompressedBlock} of whole pages. */
final class CompressedPages implements PageSource {
    /** The number of pages that a chunk may have; trace-cmd writes 10. */
    private static final int MOST_PAGES = 16;

    private static final long LEAST_LIMIT = 8L << 20;

    private final FileCursor in;
    private final CpuPages pages;
    private final int pageSize;
    private final Compression compression;
    private final ChunkMemory memory;
    private final int chunks;
    private long position;
    private int done;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private int chunkLength;
    private int offset;

    /**
     * Reads the number of chunks.
     *
     * @param in a cursor that others may move, too
     */
    CompressedPages(FileCursor in, CpuPages pages, int pageSize, Compression compression, ChunkMemory memory)
            throws TraceDatException {
        this.in = in;
        this.pages = pages;
        this.pageSize = pageSize;
        this.compression = compression;
        this.memory = memory;
        this.chunks = in.at(pages.offset(), "pages").count("chunks", 2 * Integer.BYTES);
        this.position = in.position();
    }

    @Override
    public boolean next() throws TraceDatException {
        offset += pageSize;
        while (offset + pageSize > chunkLength) {
            if (done == chunks) {
                return false;
            }
            read();
            offset = 0;
        }
        return true;
    }

    private void read() throws TraceDatException {
        String what = "chunk " + done + " of CPU " + pages.cpu();
        long most = Math.max(LEAST_LIMIT, (long) MOST_PAGES * pageSize);
        CompressedBlock block = CompressedBlock.read(in.at(position, what), compression, most, what);
        chunkLength = block.decompressedLength();
        if (chunk.capacity() < chunkLength) {
            memory.take(chunkLength - chunk.capacity(), what);
            chunk = ByteBuffer.allocate(chunkLength).order(ByteOrder.LITTLE_ENDIAN);
        }
        block.into(chunk.array());
        position = in.position();
        // trace-cmd does not count the number of chunks among the bytes.
        if (position > pages.offset() + Integer.BYTES + pages.size()) {
            throw in.problem(what + " ends after the " + pages.size() + " bytes of its CPU");
        }
        done++;
    }

    @Override
    public ByteBuffer buffer() {
        return chunk;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return pageSize;
    }
}
