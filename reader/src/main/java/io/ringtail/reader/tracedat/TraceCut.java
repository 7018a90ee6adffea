package io.ringtail.reader.tracedat;

import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.FileContents.BufferPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a trace.dat as a file of its own: the events of a window of time, and all that describes them.
 *
 * <p>A loss belongs to the first event of its CPU after it, and is in the window if that event is, or if the window ends
 * after the file and the CPU has no more events. So windows that adjoin have all events and losses of the file, each once.
 * Thread names that events before the window carry are added to those of the file, as printing these events would.
 */
public final class TraceCut {
    private static final long END = Long.MAX_VALUE;

    private final TraceDatReader source;
    private final long from;
    private final long to;
    private BiPredicate<String, String> wanted = (system, name) -> true;
    private @Nullable String buffer;

    /**
     * Creates a part of a file.
     *
     * @param from the time of the first event, as {@link TraceEvents} shows it
     * @param to the time after the last event; {@link Long#MAX_VALUE} for the end of the file
     */
    public TraceCut(TraceDatReader source, long from, long to) {
        this.source = source;
        this.from = from;
        this.to = to;
    }

    /** Limits the part to events by system and name. */
    public TraceCut events(BiPredicate<String, String> isWanted) {
        wanted = isWanted;
        return this;
    }

    /** Limits the part to one buffer, which keeps its name. */
    public TraceCut buffer(String name) {
        buffer = name;
        return this;
    }

    /**
     * Writes the part.
     *
     * @param compressor compresses the pages, for a version 7 file; null for an uncompressed one of version 6
     * @throws TraceDatException if the file cannot be read, is of a machine whose pages cannot be written, or the part
     *     cannot be written
     */
    public CopyResult write(Destination target, @Nullable PageCompressor compressor) throws TraceDatException {
        FileHead head = source.copied();
        List<FileBuffer> buffers = source.chosen(buffer);
        int pageSize = FileBuffer.largestPage(buffers, head.pageSize);
        List<FileBuffer> written = withTop(buffers, head);
        int first = written.size() - buffers.size();
        try (CopiedPages pages = new CopiedPages(target, pageSize, written.size())) {
            Map<Integer, String> names = new HashMap<>(copy(buffers, first, pages));
            names.putAll(head.cmdlines);
            List<BufferPages> complete = new ArrayList<>();
            for (int i = 0; i < written.size(); i++) {
                complete.add(
                        pages.complete(i, written.get(i).name(), written.get(i).clock()));
            }
            TraceDatWriter.write(target, contents(head, pageSize, names, complete), compressor);
            return pages.result();
        } catch (IOException e) {
            throw TraceDatWriter.unwritable(target, e);
        }
    }

    /** Returns buffers of which the first is the top one, without events if there is none. */
    private static List<FileBuffer> withTop(List<FileBuffer> buffers, FileHead head) {
        if (buffers.get(0).name().isEmpty()) {
            return buffers;
        }
        List<FileBuffer> all = new ArrayList<>(buffers);
        all.add(0, new FileBuffer("", buffers.get(0).clock(), head.pageSize, List.of(), null));
        return all;
    }

    private static FileContents contents(
            FileHead head, int pageSize, Map<Integer, String> names, List<BufferPages> buffers) {
        return new FileContents(
                pageSize,
                head.headerPage,
                head.headerEvent,
                head.events,
                head.kallsyms,
                head.printkFormats,
                names,
                head.options,
                head.cpuCount,
                buffers);
    }

    /** Copies what is in the window; returns the thread names that other events carry. */
    private Map<Integer, String> copy(List<FileBuffer> buffers, int first, CopiedPages pages)
            throws TraceDatException, IOException {
        WantedEvents ids = new WantedEvents(source.head().events(), wanted);
        EventDecoder others = source.decoder(NoEvents.SINK);
        TraceEvents events = source.events(buffers);
        for (CpuCursor at = events.current(); at != null; at = events.current()) {
            boolean inWindow = at.timestamp() >= from && isBeforeEnd(at);
            if (inWindow) {
                pages.lose(first + at.buffer(), at.cpu(), at.lost());
            }
            if (inWindow && ids.contains(at)) {
                long stored = at.event().timestamp();
                pages.add(first + at.buffer(), at.cpu(), stored, at.page(), at.payloadOffset(), at.payloadLength());
            } else if (isBeforeEnd(at)) {
                others.skip(at.page(), at.payloadOffset(), at.payloadLength());
            }
            events.advance();
        }
        if (to == END) {
            for (CpuCursor at : events.ended()) {
                pages.lose(first + at.buffer(), at.cpu(), at.lost());
            }
        }
        return others.learnedNames();
    }

    private boolean isBeforeEnd(CpuCursor at) {
        return to == END || at.timestamp() < to;
    }
}
