package io.ringtail.reader.tracedat;

import io.ringtail.reader.tracedat.FileContents.BufferPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pages of a file that is made from others: each CPU's in a temporary file without a name. */
final class CopiedPages implements EventTarget, AutoCloseable {
    private final Destination destination;
    private final int pageSize;
    private final List<SortedMap<Integer, CpuFile>> buffers = new ArrayList<>();
    private long events;
    private long lost;

    /** A CPU's pages in a file, one after the other. */
    private static final class CpuFile implements AutoCloseable {
        private final FileChannel channel;
        private final EventPages pages;

        private CpuFile(Path file, int pageSize) throws IOException {
            this.channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
            try {
                Files.delete(file);
                this.pages = new EventPages(pageSize, this::write);
            } catch (IOException | OutOfMemoryError e) {
                channel.close();
                throw e;
            }
        }

        private void write(ByteBuffer page) throws IOException {
            while (page.hasRemaining()) {
                channel.write(page);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    CopiedPages(Destination destination, int pageSize, int buffers) {
        this.destination = destination;
        this.pageSize = pageSize;
        for (int i = 0; i < buffers; i++) {
            this.buffers.add(new TreeMap<>());
        }
    }

    @Override
    public void add(int buffer, int cpu, long timestamp, ByteBuffer from, int offset, int length) throws IOException {
        cpu(buffer, cpu).pages.add(timestamp, from, offset, length);
        events++;
    }

    @Override
    public void lose(int buffer, int cpu, long count) throws IOException {
        if (count != 0) {
            cpu(buffer, cpu).pages.lose(count);
            lost += Math.max(0, count);
        }
    }

    private CpuFile cpu(int buffer, int cpu) throws IOException {
        CpuFile file = buffers.get(buffer).get(cpu);
        if (file == null) {
            file = new CpuFile(destination.temporary("." + buffer + ".cpu" + cpu + ".part"), pageSize);
            buffers.get(buffer).put(cpu, file);
        }
        return file;
    }

    /** Completes a buffer's pages. */
    BufferPages complete(int buffer, String name, String clock) throws IOException {
        SortedMap<Integer, FileChannel> pages = new TreeMap<>();
        for (var cpu : buffers.get(buffer).entrySet()) {
            cpu.getValue().pages.flush();
            pages.put(cpu.getKey(), cpu.getValue().channel);
        }
        return new BufferPages(name, clock, pages);
    }

    CopyResult result() {
        return new CopyResult(events, lost);
    }

    @Override
    public void close() throws IOException {
        for (SortedMap<Integer, CpuFile> cpus : buffers) {
            for (CpuFile cpu : cpus.values()) {
                cpu.close();
            }
        }
    }
}
