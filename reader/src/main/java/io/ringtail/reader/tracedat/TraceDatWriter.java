package io.ringtail.reader.tracedat;

import io.ringtail.reader.tracedat.FileContents.BufferPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Assembles a trace.dat from each CPU's pages. */
final class TraceDatWriter {
    private static final long LEAST_ALIGNMENT = 4096;
    private static final int MOST_ZEROES = 1 << 16;
    /** The most locations of CPUs' pages, in all buffers: they are kept in memory. */
    private static final int MOST_PLACES = 1 << 20;

    private TraceDatWriter() {}

    /**
     * Writes a file, from its first byte to its last.
     *
     * @param compressor compresses the pages, for a version 7 file; null for one of version 6
     * @throws TraceDatException if the file cannot be written
     */
    static void write(Destination target, FileContents file, @Nullable PageCompressor compressor)
            throws TraceDatException {
        int buffers = file.buffers().size();
        if ((long) buffers * file.cpus() > MOST_PLACES) {
            throw new TraceDatException(buffers + " buffers of " + file.cpus() + " CPUs are more than a file is written"
                    + " with: choose one with --buffer");
        }
        if (compressor == null) {
            write(target, file);
        } else {
            writeCompressed(target, file, compressor);
        }
    }

    /**
     * Writes a version 6 file, from its first byte to its last.
     *
     * @throws TraceDatException if the file cannot be written
     */
    static void write(Destination target, FileContents file) throws TraceDatException {
        try {
            target.write(out -> writeAll(out, file));
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /**
     * Writes a version 7 file whose pages are compressed, from its first byte to its last. Until then, the compressed
     * pages are in temporary files of the target.
     *
     * @throws TraceDatException if the file cannot be written
     */
    static void writeCompressed(Destination target, FileContents file, PageCompressor compressor)
            throws TraceDatException {
        ChunkWriter chunks = new ChunkWriter(compressor, file.pageSize());
        List<CompressedFiles> compressed = new ArrayList<>();
        try {
            try {
                for (BufferPages buffer : file.buffers()) {
                    CompressedFiles files = new CompressedFiles(target);
                    compressed.add(files);
                    for (Map.Entry<Integer, FileChannel> source : buffer.pages().entrySet()) {
                        if (source.getValue().size() > 0) {
                            files.add(source.getKey(), source.getValue(), chunks);
                        }
                    }
                }
                target.write(out -> writeAll(out, file, compressed, chunks));
            } finally {
                for (CompressedFiles files : compressed) {
                    files.close();
                }
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** The error for a target, or temporary files of it, that cannot be written. */
    static TraceDatException unwritable(Destination target, IOException e) {
        if (e instanceof UnnamedFileException) {
            return new TraceDatException(String.valueOf(e.getMessage()), e);
        }
        return new TraceDatException(
                "cannot write " + target + " (" + e + "): make room, or choose another place with -o", e);
    }

    private static void writeAll(
            WritableByteChannel out, FileContents file, List<CompressedFiles> compressed, ChunkWriter chunks)
            throws IOException {
        Map<Integer, byte[]> sections = HeadEncoder.sections(file, chunks);
        long[][][] places = new long[compressed.size()][file.cpus()][2];
        long[] starts = new long[compressed.size()];
        long at = HeadEncoder.encodeCompressed(file, places, starts, sections).length;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            at = place(compressed.get(i).channels(), places[i], at + HeadEncoder.SECTION_HEAD, 1);
        }
        writeFully(out, ByteBuffer.wrap(HeadEncoder.encodeCompressed(file, places, starts, sections)));
        for (int i = 0; i < starts.length; i++) {
            long end = i + 1 < starts.length ? starts[i + 1] : at;
            writeFully(out, ByteBuffer.wrap(HeadEncoder.bufferSection(end - starts[i] - HeadEncoder.SECTION_HEAD)));
            for (FileChannel source : compressed.get(i).channels().values()) {
                copy(source, out, source.size());
            }
        }
    }

    private static void writeAll(WritableByteChannel out, FileContents file) throws IOException {
        long[][][] places = new long[file.buffers().size()][file.cpus()][2];
        long alignment = Math.max(file.pageSize(), LEAST_ALIGNMENT);
        int headLength = HeadEncoder.encode(file, places).length;
        long at = align(headLength, alignment);
        for (int i = 0; i < places.length; i++) {
            at = place(file.buffers().get(i).pages(), places[i], at, alignment);
        }
        writeFully(out, ByteBuffer.wrap(HeadEncoder.encode(file, places)));
        long done = headLength;
        for (int i = 0; i < places.length; i++) {
            for (Map.Entry<Integer, FileChannel> source :
                    file.buffers().get(i).pages().entrySet()) {
                long[] place = places[i][source.getKey()];
                writeZeroes(out, place[0] - done);
                copy(source.getValue(), out, place[1]);
                done = place[0] + place[1];
            }
        }
        writeZeroes(out, at - done);
    }

    /** Places a buffer's pages one CPU after the other from an offset on; returns the offset of what comes next. */
    private static long place(SortedMap<Integer, FileChannel> pages, long[][] places, long start, long alignment)
            throws IOException {
        long at = start;
        for (int cpu = 0; cpu < places.length; cpu++) {
            FileChannel source = pages.get(cpu);
            places[cpu][0] = at;
            places[cpu][1] = source == null ? 0 : source.size();
            at = align(at + places[cpu][1], alignment);
        }
        return at;
    }

    private static void copy(FileChannel source, WritableByteChannel out, long length) throws IOException {
        long done = 0;
        while (done < length) {
            long copied = source.transferTo(done, length - done, out);
            if (copied <= 0) {
                throw new IOException("only " + done + " of " + length + " bytes of pages exist");
            }
            done += copied;
        }
    }

    private static void writeZeroes(WritableByteChannel out, long count) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocate((int) Math.min(count, MOST_ZEROES));
        for (long left = count; left > 0; left -= zeroes.limit()) {
            zeroes.clear().limit((int) Math.min(left, MOST_ZEROES));
            writeFully(out, zeroes);
        }
    }

    private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static long align(long value, long alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }
}
