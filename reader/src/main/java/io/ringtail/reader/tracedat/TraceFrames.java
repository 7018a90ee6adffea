package io.ringtail.reader.tracedat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.StreamHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of files as the frames of a stream, for what decodes streams: the formats and the threads first, then pages
 * in the order of time. A damaged file ends the stream with a reason. It holds a page of each CPU, and the piece that is
 * being made. Not thread-safe.
 */
public final class TraceFrames {
    /** A piece ends after so many bytes, but for a page and what all CPUs hold. */
    private static final int ENOUGH_BYTES = 1 << 18;
    /** A piece has so many events at most, those that were left out counted, too. */
    private static final int ENOUGH_EVENTS = 1 << 15;

    private static final String UNKNOWN_NAME = "<...>";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Iterator<TraceDatHead.Event> formats;
    private final Iterator<Map.Entry<Integer, String>> threads;
    private final Map<Integer, Integer> processes;
    private final FramePages pages;
    private final List<MergeCursor> cursors;
    private final long from;
    private final long to;
    private boolean ended;

    TraceFrames(
            StreamHeader hello,
            List<TraceDatHead.Event> events,
            MergedThreads threads,
            SortedSet<Integer> cpus,
            int[] firstCpus,
            List<MergeCursor> cursors,
            long from,
            long to) {
        this.formats = events.iterator();
        this.processes = threads.processes();
        Map<Integer, String> names = new TreeMap<>(threads.names());
        processes.keySet().forEach(tid -> names.putIfAbsent(tid, UNKNOWN_NAME));
        this.threads = names.entrySet().iterator();
        this.pages = new FramePages(hello.subbufSize(), firstCpus, out);
        this.cursors = cursors;
        this.from = from;
        this.to = to;
        out.writeBytes(FrameEncoder.hello(hello));
        cpus.forEach(pages::announce);
    }

    /** Returns the next bytes of the stream, at least one frame; null after its end. */
    public @Nullable ByteBuffer next() {
        if (ended) {
            return null;
        }
        try {
            if (formats.hasNext() || threads.hasNext()) {
                describe();
            } else {
                copy();
            }
        } catch (TraceDatException e) {
            end(EndReason.FAILED, String.valueOf(e.getMessage()));
        }
        ByteBuffer piece = ByteBuffer.wrap(out.toByteArray());
        out.reset();
        return piece;
    }

    private void describe() {
        while (out.size() < ENOUGH_BYTES && formats.hasNext()) {
            describe(formats.next());
        }
        while (out.size() < ENOUGH_BYTES && threads.hasNext()) {
            Map.Entry<Integer, String> thread = threads.next();
            int tid = thread.getKey();
            if (fits(thread.getValue())) {
                out.writeBytes(FrameEncoder.cmdline(tid, processes.getOrDefault(tid, 0), thread.getValue()));
            }
        }
    }

    private void describe(TraceDatHead.Event event) {
        try {
            int id = EventFormat.parse(event.format()).id();
            if (fits(event.system()) && fits(event.format())) {
                out.writeBytes(FrameEncoder.format(id, event.system(), event.format()));
            }
        } catch (InvalidFormatException unreadable) {
            // Its events are unknown, as in trace-cmd.
        }
    }

    private static boolean fits(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= FrameDescriptor.MAX_TEXT;
    }

    private void copy() throws TraceDatException {
        try {
            copyEvents();
        } finally {
            pages.flush();
        }
        MergeCursor next = first();
        if (next == null || next.timestamp() >= to) {
            end(EndReason.COMPLETE, "");
        } else {
            pages.complete(next.timestamp());
        }
    }

    private void copyEvents() throws TraceDatException {
        for (int i = 0; i < ENOUGH_EVENTS && out.size() < ENOUGH_BYTES; i++) {
            MergeCursor first = first();
            if (first == null || first.timestamp() >= to) {
                return;
            }
            if (first.timestamp() < from) {
                first.skip();
            } else {
                copy(first);
            }
        }
    }

    private void copy(MergeCursor cursor) throws TraceDatException {
        try {
            cursor.copy(pages);
        } catch (IOException e) {
            // The pages are in memory.
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the cursor at the earliest event; null if there is none left. */
    private @Nullable MergeCursor first() {
        MergeCursor first = null;
        for (MergeCursor cursor : cursors) {
            if (!cursor.atEnd() && (first == null || cursor.timestamp() < first.timestamp())) {
                first = cursor;
            }
        }
        return first;
    }

    private void end(EndReason reason, String detail) {
        String text = fits(detail) ? detail : "";
        out.writeBytes(FrameEncoder.end(reason, text));
        ended = true;
    }
}
