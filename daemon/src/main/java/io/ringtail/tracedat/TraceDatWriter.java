package io.ringtail.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;

/** Puts a trace.dat together from each CPU's pages. */
public final class TraceDatWriter {
    private static final long LEAST_ALIGNMENT = 4096;

    private TraceDatWriter() {}

    /**
     * Writes a file of version 6. What stands under the name stays until the new file is complete, and if it never is,
     * nothing of it is left.
     *
     * @param pages for each CPU that has any, whole pages one behind the other
     * @param cpus how many CPUs the machine numbers
     * @throws TraceDatException where it cannot be written
     */
    public static void write(Path target, TraceDatHead head, SortedMap<Integer, FileChannel> pages, int cpus)
            throws TraceDatException {
        Path unfinished = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".part");
        try {
            writeAll(unfinished, head, pages, cpus);
            move(unfinished, target);
        } catch (IOException e) {
            throw new TraceDatException(
                    "cannot write " + target + " (" + e + "): make room, or choose another place with -o", e);
        } finally {
            delete(unfinished);
        }
    }

    private static void writeAll(Path file, TraceDatHead head, SortedMap<Integer, FileChannel> pages, int cpus)
            throws IOException {
        long[][] places = new long[cpus][2];
        long alignment = Math.max(head.pageSize(), LEAST_ALIGNMENT);
        long at = align(HeadEncoder.encode(head, places).length, alignment);
        for (int cpu = 0; cpu < cpus; cpu++) {
            FileChannel source = pages.get(cpu);
            places[cpu][0] = at;
            places[cpu][1] = source == null ? 0 : source.size();
            at = align(at + places[cpu][1], alignment);
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(out, ByteBuffer.wrap(HeadEncoder.encode(head, places)));
            for (Map.Entry<Integer, FileChannel> source : pages.entrySet()) {
                copy(source.getValue(), out, places[source.getKey()]);
            }
            if (out.size() < at) {
                writeFully(out.position(at - 1), ByteBuffer.allocate(1));
            }
        }
    }

    private static void copy(FileChannel source, FileChannel out, long[] place) throws IOException {
        out.position(place[0]);
        long done = 0;
        while (done < place[1]) {
            long copied = source.transferTo(done, place[1] - done, out);
            if (copied <= 0) {
                throw new IOException("only " + done + " of " + place[1] + " bytes of pages are there");
            }
            done += copied;
        }
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // It was moved, or could not even be made; the first failure has been told.
        }
    }

    private static long align(long value, long alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }
}
