package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.SortedMap;

/** Assembles a trace.dat from each CPU's pages. */
final class TraceDatWriter {
    private static final long LEAST_ALIGNMENT = 4096;
    private static final int MOST_ZEROES = 1 << 16;

    private TraceDatWriter() {}

    /**
     * Writes a version 6 file, from its first byte to its last.
     *
     * @param pages whole pages one after the other, for each CPU that has any
     * @param cpus the number of CPUs that the machine can have
     * @throws TraceDatException if the file cannot be written
     */
    static void write(Destination target, TraceDatHead head, SortedMap<Integer, FileChannel> pages, int cpus)
            throws TraceDatException {
        try {
            target.write(out -> writeAll(out, head, pages, cpus));
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /**
     * Writes a version 7 file whose pages are compressed, from its first byte to its last. Until then, the compressed
     * pages are in temporary files of the target.
     *
     * @param pages whole pages one after the other, for each CPU that has any
     * @param cpus the number of CPUs that the machine can have
     * @throws TraceDatException if the file cannot be written
     */
    static void writeCompressed(
            Destination target,
            TraceDatHead head,
            SortedMap<Integer, FileChannel> pages,
            int cpus,
            PageCompressor compressor)
            throws TraceDatException {
        ChunkWriter chunks = new ChunkWriter(compressor, head.pageSize());
        try (CompressedFiles compressed = new CompressedFiles(target)) {
            for (Map.Entry<Integer, FileChannel> source : pages.entrySet()) {
                if (source.getValue().size() > 0) {
                    compressed.add(source.getKey(), source.getValue(), chunks);
                }
            }
            target.write(out -> writeAll(out, head, compressed.channels(), cpus, chunks));
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private static TraceDatException unwritable(Destination target, IOException e) {
        return new TraceDatException(
                "cannot write " + target + " (" + e + "): make room, or choose another place with -o", e);
    }

    private static void writeAll(
            WritableByteChannel out,
            TraceDatHead head,
            SortedMap<Integer, FileChannel> compressed,
            int cpus,
            ChunkWriter chunks)
            throws IOException {
        Map<Integer, byte[]> sections = HeadEncoder.sections(head, chunks);
        long[][] places = new long[cpus][2];
        long at = HeadEncoder.encodeCompressed(head, places, 0, sections).length;
        for (int cpu = 0; cpu < cpus; cpu++) {
            FileChannel source = compressed.get(cpu);
            places[cpu][0] = at;
            places[cpu][1] = source == null ? 0 : source.size();
            at += places[cpu][1];
        }
        writeFully(out, ByteBuffer.wrap(HeadEncoder.encodeCompressed(head, places, at, sections)));
        for (FileChannel source : compressed.values()) {
            copy(source, out, source.size());
        }
    }

    private static void writeAll(
            WritableByteChannel out, TraceDatHead head, SortedMap<Integer, FileChannel> pages, int cpus)
            throws IOException {
        long[][] places = new long[cpus][2];
        long alignment = Math.max(head.pageSize(), LEAST_ALIGNMENT);
        int headLength = HeadEncoder.encode(head, places).length;
        long at = align(headLength, alignment);
        for (int cpu = 0; cpu < cpus; cpu++) {
            FileChannel source = pages.get(cpu);
            places[cpu][0] = at;
            places[cpu][1] = source == null ? 0 : source.size();
            at = align(at + places[cpu][1], alignment);
        }
        writeFully(out, ByteBuffer.wrap(HeadEncoder.encode(head, places)));
        long done = headLength;
        for (Map.Entry<Integer, FileChannel> source : pages.entrySet()) {
            long[] place = places[source.getKey()];
            writeZeroes(out, place[0] - done);
            copy(source.getValue(), out, place[1]);
            done = place[0] + place[1];
        }
        writeZeroes(out, at - done);
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
