package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records a stream into a file: each CPU's pages in a temporary file of the destination, the rest in memory. For one
 * thread; any thread may read the counts.
 */
public final class Recording implements FrameListener, AutoCloseable {
    private static final int MAX_EVENTS = 1 << 16;
    private static final int MAX_NAMES = 1 << 20;

    private final Destination destination;
    private final StreamHeader hello;
    private final String note;
    private final Map<Integer, CpuFile> cpus = new TreeMap<>();
    private final Map<Integer, TraceDatHead.Event> events = new TreeMap<>();
    private final Map<Integer, String> names = new TreeMap<>();
    private final Map<Integer, Integer> pids = new TreeMap<>();
    private final PageIterator page = new PageIterator();
    private final AtomicLong eventCount = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private @Nullable EndReason endReason;

    /** A CPU's pages in a file, one after the other, each as long as a sub-buffer. */
    private static final class CpuFile implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final PageJoiner joiner;

        private CpuFile(Path file, int subbufSize) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
            this.joiner = new PageJoiner(subbufSize, this::write);
        }

        private void write(ByteBuffer page) throws IOException {
            while (page.hasRemaining()) {
                channel.write(page);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** Creates a recording of a stream that begins with this frame. */
    public Recording(Destination destination, StreamHeader hello) {
        this(destination, hello, "");
    }

    /**
     * Creates a recording of a stream that begins with this frame.
     *
     * @param note a line stored in the file, which {@code trace-cmd report --uname} shows; empty for none
     */
    public Recording(Destination destination, StreamHeader hello, String note) {
        this.destination = destination;
        this.hello = hello;
        this.note = note;
    }

    /** Returns the number of events so far. */
    public long events() {
        return eventCount.get();
    }

    /** Returns the number of bytes of pages so far. */
    public long bytes() {
        return bytes.get();
    }

    /** Returns the number of lost events so far, according to the pages. */
    public long lost() {
        return lost.get();
    }

    /** Returns why the stream ended; null if it did not say. */
    public @Nullable EndReason endReason() {
        return endReason;
    }

    /** Writes the recording to its destination. */
    public void write() throws IOException, TraceDatException {
        TraceDatWriter.write(destination, contents());
    }

    /** Writes the recording to its destination with compressed pages, for trace-cmd 3.1 and later. */
    public void write(PageCompressor compressor) throws IOException, TraceDatException {
        TraceDatWriter.writeCompressed(destination, contents(), compressor);
    }

    /** Returns the recording in the parts that a network protocol transfers; valid until this is closed. */
    public Upload upload() throws IOException {
        return new Upload(
                hello.subbufSize(), hello.possibleCpus(), Upload.head(head(), hello, hello.possibleCpus()), pages());
    }

    private FileContents contents() throws IOException {
        return FileContents.of(head(), TraceOrigin.of(hello), pages(), hello.possibleCpus());
    }

    private SortedMap<Integer, FileChannel> pages() throws IOException {
        SortedMap<Integer, FileChannel> pages = new TreeMap<>();
        for (Map.Entry<Integer, CpuFile> cpu : cpus.entrySet()) {
            cpu.getValue().joiner.flush();
            pages.put(cpu.getKey(), cpu.getValue().channel);
        }
        return pages;
    }

    private TraceDatHead head() {
        return new TraceDatHead(
                hello.subbufSize(),
                hello.headerPage(),
                hello.headerEvent(),
                List.copyOf(events.values()),
                names,
                hello.clock(),
                note,
                pids);
    }

    @Override
    public void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        page.wrap(buffer, offset, length);
        long lostBefore = page.lostEvents();
        int count = 0;
        while (page.next()) {
            count++;
        }
        try {
            pages(cpu).joiner.add(subbuf, startOffset, endOffset, buffer, offset, length, lostBefore);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        eventCount.addAndGet(count);
        bytes.addAndGet(length);
        lost.addAndGet(Math.max(0, lostBefore));
    }

    private CpuFile pages(int cpu) throws IOException {
        CpuFile pages = cpus.get(cpu);
        if (pages == null) {
            pages = new CpuFile(destination.temporary(".cpu" + cpu + ".part"), hello.subbufSize());
            cpus.put(cpu, pages);
        }
        return pages;
    }

    @Override
    public void onHello(StreamHeader again) {}

    @Override
    public void onFormat(int eventId, String system, String format) {
        if (events.size() < MAX_EVENTS) {
            events.put(eventId, new TraceDatHead.Event(system, format));
        }
    }

    @Override
    public void onCmdline(int tid, int pid, String name) {
        if (names.size() >= MAX_NAMES && !names.containsKey(tid)) {
            return;
        }
        names.put(tid, name);
        if (pid > 0) {
            pids.put(tid, pid);
        } else {
            pids.remove(tid);
        }
    }

    @Override
    public void onCpu(int cpu, boolean online) {
        try {
            pages(cpu);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onWatermark(int cpu, long timeNs) {}

    @Override
    public void onAlive() {}

    @Override
    public void onEnd(EndReason reason, String detail) {
        endReason = reason;
    }

    /** Removes the temporary files. */
    @Override
    public void close() throws IOException {
        for (CpuFile pages : cpus.values()) {
            pages.close();
        }
    }
}
