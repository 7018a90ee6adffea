package io.ringtail.reader.tracedat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.StreamHeader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files whose events become one stream, in the times of the first file. They stay open while they are streamed. The
 * events of several machines have their threads' ids as {@link TraceMerge} numbers them, and their CPUs one after the
 * other.
 */
public final class StreamedFiles {
    /** The CPUs that a stream can have. */
    private static final int MOST_CPUS = 1024;

    private static final int MOST_NAME = 256;
    private static final int LEAST_PAGE = 4096;
    private static final int MOST_PAGE = FrameDescriptor.MAX_FRAME - FrameDescriptor.PAGE_DATA_OFFSET;

    private final List<TraceDatReader> readers;
    private final int[] machines;
    private final long[] shifts;
    /** What is added to the CPUs' numbers, by machine. */
    private final int[] firstCpus;

    /**
     * Takes files.
     *
     * @param names the files' names, used in messages
     * @param sameClock whether the user says that their clocks are one
     * @throws TraceDatException if their clocks cannot be related, or they are of machines that streams do not describe
     */
    public StreamedFiles(List<String> names, List<TraceDatReader> readers, boolean sameClock) throws TraceDatException {
        this.readers = List.copyOf(readers);
        this.machines = new int[readers.size()];
        this.shifts = new long[readers.size()];
        if (readers.size() > 1) {
            List<MergeFile> files = new ArrayList<>();
            for (int i = 0; i < readers.size(); i++) {
                files.add(new MergeFile(names.get(i), readers.get(i)));
            }
            MergedClocks clocks = new MergedClocks(files, sameClock);
            Arrays.setAll(machines, clocks::machineOf);
            Arrays.setAll(shifts, clocks::shift);
        }
        for (int i = 0; i < readers.size(); i++) {
            if (readers.get(i).fileHead().machine.order() == ByteOrder.BIG_ENDIAN) {
                throw new TraceDatException(names.get(i) + " is of a big-endian machine, and a stream's events are"
                        + " little-endian: use ringtail report or export");
            }
        }
        this.firstCpus = firstCpus();
    }

    private int[] firstCpus() throws TraceDatException {
        int[] counts = new int[Arrays.stream(machines).max().orElse(0) + 1];
        for (int i = 0; i < machines.length; i++) {
            int count = readers.get(i).fileHead().buffers.stream()
                    .flatMap(buffer -> buffer.cpus().stream())
                    .mapToInt(pages -> pages.cpu() + 1)
                    .max()
                    .orElse(0);
            counts[machines[i]] = Math.max(counts[machines[i]], count);
        }
        int[] first = new int[counts.length];
        for (int i = 1; i < counts.length; i++) {
            first[i] = first[i - 1] + counts[i - 1];
        }
        if ((long) first[first.length - 1] + counts[counts.length - 1] > MOST_CPUS) {
            throw new TraceDatException("CPU " + (first[first.length - 1] + counts[counts.length - 1] - 1)
                    + " has events, and a stream has " + MOST_CPUS + " CPUs at most: use ringtail report or export");
        }
        return first;
    }

    /** Returns the number of a file's machine, from 0 on. */
    public int machine(int file) {
        return machines[file];
    }

    /** Returns what is added to the numbers of a file's CPUs. */
    public int firstCpu(int file) {
        return firstCpus[machines[file]];
    }

    /** Returns the files, in the order in which they were given. */
    public List<TraceDatReader> readers() {
        return readers;
    }

    /**
     * Opens a stream of a part of the events.
     *
     * @throws TraceDatException if a file has no such buffer, or its pages are damaged
     */
    public TraceFrames open(TracePart part) throws TraceDatException {
        int pageSize = pageSize();
        MergedTypes types = new MergedTypes();
        MergedThreads threads = new MergedThreads();
        TreeSet<Integer> cpus = new TreeSet<>();
        List<MergeCursor> cursors = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            TraceDatReader reader = readers.get(i);
            int machine = machines[i];
            List<FileBuffer> buffers = reader.chosen(part.buffer());
            threads.add(reader.fileHead(), machine);
            int[] machineOfBuffers = new int[buffers.size()];
            Arrays.fill(machineOfBuffers, machine);
            cursors.add(new MergeCursor(
                    reader.events(buffers),
                    types.add(reader.fileHead()),
                    machineOfBuffers,
                    shifts[i],
                    machine,
                    FileBuffer.largestPage(buffers, pageSize) + PageHeader.LENGTH,
                    new EventChoice(reader, part.selection(), part.cpus())));
            buffers.stream()
                    .flatMap(buffer -> buffer.cpus().stream())
                    .forEach(pages -> cpus.add(firstCpus[machine] + pages.cpu()));
        }
        StreamHeader hello = hello(pageSize, cpus.isEmpty() ? 1 : cpus.last() + 1);
        return new TraceFrames(hello, types.events(), threads, cpus, firstCpus, cursors, part.from(), part.to());
    }

    private int pageSize() {
        int largest = readers.stream()
                .map(TraceDatReader::fileHead)
                .mapToInt(head -> FileBuffer.largestPage(head.buffers, head.pageSize))
                .max()
                .orElse(LEAST_PAGE);
        return Math.min(MOST_PAGE, Math.max(LEAST_PAGE, largest));
    }

    private StreamHeader hello(int pageSize, int cpus) {
        TraceDatReader first = readers.get(0);
        TraceOrigin origin = first.fileHead().origin;
        UUID boot = origin.bootId();
        return new StreamHeader(
                pageSize,
                cpus,
                BufferMode.OVERWRITE,
                boot == null ? new UUID(0, 0) : boot,
                shortened(first.head().clock()),
                shortened(first.host()),
                "",
                "",
                clocks(first));
    }

    private static @Nullable ClockPair clocks(TraceDatReader file) {
        ClockPair clocks = file.fileHead().origin.clocks();
        long offset = file.fileHead().times.offset();
        return clocks == null ? null : new ClockPair(clocks.monotonicNs() + offset, clocks.realtimeNs());
    }

    private static String shortened(String text) {
        return text.length() > MOST_NAME ? text.substring(0, MOST_NAME) : text;
    }
}
