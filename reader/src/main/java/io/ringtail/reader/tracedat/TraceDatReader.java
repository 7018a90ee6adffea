package io.ringtail.reader.tracedat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An open trace.dat of version 6 or 7, Ringtail's or trace-cmd's. Holds one page per CPU in memory, never the file. */
public final class TraceDatReader implements AutoCloseable {
    private final String file;
    private final FileChannel channel;
    private final HeadDecoder head;

    private TraceDatReader(String file, FileChannel channel, HeadDecoder head) {
        this.file = file;
        this.channel = channel;
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
            HeadDecoder head = new HeadDecoder(new FileCursor(name, channel));
            head.decode();
            TraceDatReader reader = new TraceDatReader(name, channel, head);
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
                head.clock,
                "",
                Map.copyOf(head.tgids));
    }

    /** Returns the file's events, from the first one. */
    public TraceEvents events() throws TraceDatException {
        return new TraceEvents(cursors());
    }

    /**
     * Returns a decoder that uses the file's own formats, thread names and processes. An event with an unreadable
     * format is unknown.
     */
    public EventDecoder decoder(EventSink sink) {
        EventCatalog catalog = new EventCatalog();
        for (TraceDatHead.Event event : head.events) {
            try {
                catalog.register(event.system(), EventFormat.parse(event.format()));
            } catch (InvalidFormatException unreadable) {
                // As in trace-cmd.
            }
        }
        FileThreads threads = new FileThreads(head.cmdlines, head.tgids);
        return new EventDecoder(catalog, threads::name, threads::pid, sink);
    }

    /** Returns the number of CPUs of the recording, including those without events. */
    public int cpuCount() {
        return head.cpuCount;
    }

    /** Returns the names of further buffers in the file, which are not read. */
    public List<String> otherBuffers() {
        return List.copyOf(head.otherBuffers);
    }

    /** Returns a cursor for each CPU that has pages, positioned before its first event. */
    private List<CpuCursor> cursors() {
        List<CpuCursor> cursors = new ArrayList<>();
        for (CpuPages pages : head.cpus) {
            cursors.add(new CpuCursor(file, channel, pages, head.pageSize, head.timeOffset));
        }
        return cursors;
    }

    @Override
    public void close() {
        close(channel);
    }
}
