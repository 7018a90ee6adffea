package io.ringtail.reader.tracedat;

import static java.util.stream.Collectors.joining;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.format.FunctionNames;
import io.ringtail.reader.format.Kernel;
import io.ringtail.reader.format.Machine;
import io.ringtail.reader.format.PrintkFormats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An open trace.dat of version 6 or 7, Ringtail's or trace-cmd's. Holds one page per CPU
 * in memory, or one chunk of compressed pages, never the file. */
public final class TraceDatReader implements AutoCloseable {
    private static final Set<String> NS_CLOCKS = Set.of("local", "global", "uptime", "perf", "tai");

    private final String file;
    private final FileChannel channel;
    private final FileCursor in;
    private final FileHead head;

    private TraceDatReader(String file, FileChannel channel, FileCursor in, FileHead head) {
        this.file = file;
        this.channel = channel;
        this.in = in;
        this.head = head;
    }

    /**
     * Opens a file and reads everything but its pages.
     *
     * @throws TraceDatException if it cannot be read, is no trace.dat, is damaged, or is truncated
     */
    public static TraceDatReader open(Path file) throws TraceDatException {
        try {
            return open(file.toString(), FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new TraceDatException("file " + file + " does not exist: give the path of a trace.dat", e);
        } catch (IOException e) {
            throw new TraceDatException("cannot read " + file + " (" + e + "): check its permissions", e);
        }
    }

    /**
     * Reads everything but the pages of an open file, which is closed with this reader, or if this method fails.
     *
     * @param name the name used in messages
     * @throws TraceDatException if it cannot be read, is no trace.dat, is damaged, or is truncated
     */
    public static TraceDatReader open(String name, FileChannel opened) throws TraceDatException {
        FileChannel channel = opened;
        try {
            FileCursor in = new FileCursor(name, ByteSource.of(channel));
            TraceDatReader reader = new TraceDatReader(name, channel, in, HeadDecoder.decode(in));
            channel = null;
            return reader;
        } catch (IOException e) {
            throw new TraceDatException("cannot read " + name + " (" + e + ")", e);
        } finally {
            close(channel);
        }
    }

    /**
     * Checks the first bytes of a possibly endless input.
     *
     * @throws TraceDatException if no trace.dat begins with these bytes
     */
    public static void checkStart(String name, ByteBuffer start) throws TraceDatException {
        byte[] magic = new byte[Math.min(start.remaining(), TraceDatFormat.MAGIC.length)];
        start.duplicate().get(magic);
        if (!Arrays.equals(magic, TraceDatFormat.MAGIC)) {
            throw new TraceDatException(name + " is not a trace.dat: give a file written by trace-cmd or ringtail");
        }
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // Nothing was written to it.
        }
    }

    /** Returns the contents of the file before its pages. */
    public TraceDatHead head() {
        return new TraceDatHead(
                head.pageSize,
                head.headerPage,
                head.headerEvent,
                List.copyOf(head.events),
                Map.copyOf(head.cmdlines),
                clock(),
                head.uname,
                Map.copyOf(head.tgids));
    }

    /** Returns the events of all the file's buffers, from the first one. */
    public TraceEvents events() throws TraceDatException {
        return events(head.buffers);
    }

    /**
     * Returns the events of one buffer.
     *
     * @param buffer one of {@link #buffers}
     * @throws TraceDatException if there is no such buffer, or its pages are damaged
     */
    public TraceEvents events(String buffer) throws TraceDatException {
        return events(chosen(buffer));
    }

    /** Returns the buffer of a name, or all for null. */
    List<FileBuffer> chosen(@Nullable String buffer) throws TraceDatException {
        if (buffer == null) {
            return head.buffers;
        }
        List<FileBuffer> chosen =
                head.buffers.stream().filter(each -> each.name().equals(buffer)).toList();
        if (chosen.isEmpty()) {
            throw new TraceDatException(file + " has no buffer \"" + FileHead.printable(buffer) + "\": it has "
                    + buffers().stream()
                            .map(name -> name.isEmpty() ? "the top buffer, \"\"" : '"' + FileHead.printable(name) + '"')
                            .collect(joining(", ")));
        }
        return chosen;
    }

    /** Returns everything before the pages, as it is in the file. */
    FileHead fileHead() {
        return head;
    }

    /**
     * Returns everything before the pages, for a copy of the file.
     *
     * @throws TraceDatException if it is of a machine whose pages are only read
     */
    FileHead copied() throws TraceDatException {
        if (!head.machine.equals(Machine.LITTLE_64)) {
            throw new TraceDatException(file + " is of a "
                    + (head.machine.order() == ByteOrder.BIG_ENDIAN ? "big-endian" : "little-endian")
                    + " machine whose long has " + head.machine.longBytes()
                    + " bytes: only files of little-endian 64-bit machines are cut, or put together with others");
        }
        return head;
    }

    /**
     * Returns what is added to a time that is shown to get the wall clock's, in ns; empty if the file does not say it, or
     * its times are no ns.
     */
    public OptionalLong wallClockOffsetNs() {
        ClockPair clocks = head.origin.clocks();
        if (!timesAreNs()) {
            return OptionalLong.empty();
        }
        if (head.times.areOfWallClock()) {
            return OptionalLong.of(0);
        }
        return clocks == null ? OptionalLong.empty() : OptionalLong.of(clocks.offsetNs() - head.times.offset());
    }

    /** Returns the numbers of the CPUs that have pages in a buffer, in ascending order. */
    public List<Integer> cpus(String buffer) {
        return head.buffers.stream()
                .filter(each -> each.name().equals(buffer))
                .flatMap(each -> each.cpus().stream())
                .map(CpuPages::cpu)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Returns the events of one CPU in one buffer, for whoever reads the CPUs separately.
     *
     * @throws TraceDatException if the CPU's pages are damaged
     */
    public TraceEvents events(String buffer, int cpu) throws TraceDatException {
        return events(head.buffers.stream()
                .filter(each -> each.name().equals(buffer))
                .map(each -> each.only(cpu))
                .toList());
    }

    /**
     * Returns a decoder that uses the file's own formats, thread names and processes. An event with an unreadable
     * format is unknown.
     */
    public EventDecoder decoder(EventSink sink) {
        EventCatalog catalog = new EventCatalog(kernel());
        for (TraceDatHead.Event event : head.events) {
            try {
                catalog.register(event.system(), EventFormat.parse(event.format()));
            } catch (InvalidFormatException unreadable) {
                // As in trace-cmd.
            }
        }
        FileThreads threads = new FileThreads(head.cmdlines, head.tgids);
        return new EventDecoder(catalog, threads::name, threads::pid, sink, sink.joinsCalls());
    }

    private Kernel kernel() {
        return new Kernel(head.machine, FunctionNames.parse(head.kallsyms), PrintkFormats.parse(head.printkFormats));
    }

    /** Returns the system's name and machine that trace-cmd stored, or Ringtail's note; empty if there is none. */
    public String uname() {
        return head.uname;
    }

    /** Returns the machine's name: what Ringtail stores, or the second word of {@link #uname}; empty if unknown. */
    public String host() {
        if (!head.origin.host().isEmpty()) {
            return head.origin.host();
        }
        String[] words = head.uname.split(" ", -1);
        return words.length > 2 && words[0].equals("Linux") ? words[1] : "";
    }

    /** Returns the boot in which the clock of the times ran, which Ringtail stores; null if unknown. */
    public @Nullable UUID bootId() {
        return head.origin.bootId();
    }

    /**
     * Returns the times of the first and the last event of all buffers; empty if there are no events. Reads all pages.
     *
     * @throws TraceDatException if the pages are damaged
     */
    public Optional<TimeRange> times() throws TraceDatException {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (CpuCursor cpu : cursors(head.buffers)) {
            while (cpu.next()) {
                first = Math.min(first, cpu.timestamp());
                last = Math.max(last, cpu.timestamp());
            }
        }
        return last < first ? Optional.empty() : Optional.of(new TimeRange(first, last));
    }

    /** Returns the number of CPUs of the recording, including those without events. */
    public int cpuCount() {
        return head.cpuCount;
    }

    /** Returns the names of the file's buffers: of the top one, which is empty, and of the instances'. */
    public List<String> buffers() {
        return head.buffers.stream().map(FileBuffer::name).toList();
    }

    /**
     * Returns whether times are nanoseconds, and not a number of cycles or events, as the file says of its clock.
     * trace-cmd shows the times of clocks that it does not know as numbers, too, for example of {@code boot}.
     */
    public boolean timesAreNs() {
        String clock = head.chosenClock;
        return clock == null || head.times.convertsCycles() || clock.startsWith("mono") || NS_CLOCKS.contains(clock);
    }

    /** Returns the clock of the top buffer, or of the first one if there is no top buffer. */
    private String clock() {
        return head.buffers.stream()
                .filter(buffer -> buffer.name().isEmpty())
                .findFirst()
                .orElse(head.buffers.get(0))
                .clock();
    }

    /** Creates an iteration with a cursor for each CPU that has pages. */
    TraceEvents events(List<FileBuffer> buffers) throws TraceDatException {
        return new TraceEvents(
                cursors(buffers), buffers.stream().map(FileBuffer::name).toList());
    }

    private List<CpuCursor> cursors(List<FileBuffer> buffers) throws TraceDatException {
        ChunkMemory memory = new ChunkMemory(file);
        List<CpuCursor> cursors = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i++) {
            FileBuffer buffer = buffers.get(i);
            for (CpuPages cpu : buffer.cpus()) {
                cursors.add(new CpuCursor(i, cpu.cpu(), pages(buffer, cpu, memory), head.times));
            }
        }
        return cursors;
    }

    private PageSource pages(FileBuffer buffer, CpuPages cpu, ChunkMemory memory) throws TraceDatException {
        Compression compression = buffer.compression();
        PageSource stored = compression == null
                ? new PlainPages(file, channel, cpu, buffer.pageSize())
                : new CompressedPages(in, cpu, buffer.pageSize(), compression, memory);
        return head.machine.equals(Machine.LITTLE_64) ? stored : new ForeignPages(stored, head.machine);
    }

    @Override
    public void close() {
        close(channel);
    }
}
