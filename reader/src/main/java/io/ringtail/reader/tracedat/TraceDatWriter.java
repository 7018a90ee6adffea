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
            throw new TraceDatException(
                    "cannot write " + target + " (" + e + "): make room, or choose another place with -o", e);
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
