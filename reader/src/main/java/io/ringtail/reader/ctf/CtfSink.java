package io.ringtail.reader.ctf;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as a CTF 1.8 trace into an empty directory, while they come; {@link #finish()} completes it. Not
 * thread-safe. Throws an {@link UncheckedIOException} where a file cannot be written.
 *
 * <p>Each CPU of a buffer has a stream, a file {@code cpuN}, or {@code bufferB_cpuN} for the B-th buffer with a name. A
 * loss is counted in the stream's {@code events_discarded}; one whose number is unknown as one event.
 */
public final class CtfSink implements EventSink {
    private static final int LEAST_IDS = 64;

    private final Path directory;
    private final String clock;
    private final @Nullable Long offsetNs;
    private final boolean namesBuffers;
    private final Map<Key, EventLayout> layouts = new LinkedHashMap<>();
    private final Map<String, Integer> buffers = new HashMap<>();
    private final Map<Long, CpuStream> streams = new HashMap<>();
    private @Nullable EventFormat[] lastFormats = new EventFormat[LEAST_IDS];
    private @Nullable EventLayout[] lastLayouts = new EventLayout[LEAST_IDS];
    private @Nullable CpuStream[] current = new CpuStream[0];
    private String buffer = "";
    private long lastNs;

    /** An event type. */
    private record Key(String system, EventFormat format) {}

    /**
     * Creates a sink.
     *
     * @param directory an existing, empty directory
     * @param clock the trace clock's name, such as {@code mono}, whose times are ns
     * @param offsetNs the time of the clock's zero since 1970; null if unknown
     * @param namesBuffers whether there may be other buffers than the top one, so that packets name theirs
     */
    public CtfSink(Path directory, String clock, @Nullable Long offsetNs, boolean namesBuffers) {
        this.directory = directory;
        this.clock = clock;
        this.offsetNs = offsetNs;
        this.namesBuffers = namesBuffers;
        buffers.put(buffer, 0);
    }

    /** Returns the number of bytes in the files so far. */
    public long bytes() {
        return streams.values().stream().mapToLong(CpuStream::bytes).sum();
    }

    @Override
    public void onEvent(EventView event) {
        lastNs = Math.max(lastNs, event.timestampNs());
        EventLayout layout = layout(event);
        try {
            stream(event.cpu()).append(event, layout == null ? Metadata.UNKNOWN : layout.id(), layout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a format that was registered anew is another object
    private @Nullable EventLayout layout(EventView event) {
        EventFormat format = event.format();
        String system = event.system();
        if (format == null || system == null) {
            return null;
        }
        int id = event.id();
        if (id >= lastFormats.length) {
            int length = Integer.highestOneBit(id) << 1;
            lastFormats = Arrays.copyOf(lastFormats, length);
            lastLayouts = Arrays.copyOf(lastLayouts, length);
        }
        if (lastFormats[id] != format) {
            lastFormats[id] = format;
            lastLayouts[id] = layouts.computeIfAbsent(
                    new Key(system, format), key -> EventLayout.of(layouts.size() + 1, event, format));
        }
        return lastLayouts[id];
    }

    private CpuStream stream(int cpu) {
        if (cpu >= current.length) {
            current = Arrays.copyOf(current, Integer.highestOneBit(Math.max(1, cpu)) << 1);
        }
        CpuStream known = current[cpu];
        if (known == null) {
            int number = buffers.getOrDefault(buffer, 0);
            String name = (number == 0 ? "" : "buffer" + number + "_") + "cpu" + cpu;
            known = streams.computeIfAbsent(
                    (long) number << Integer.SIZE | cpu,
                    key -> new CpuStream(directory.resolve(name), cpu, namesBuffers ? buffer : null));
            current[cpu] = known;
        }
        return known;
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        try {
            stream(cpu).lose(count < 0 ? 1 : count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onLate(int cpu, long byNs) {}

    @Override
    public void onBuffer(String name) {
        buffer = name;
        buffers.putIfAbsent(name, buffers.size());
        Arrays.fill(current, null);
    }

    /** Writes what remains of the streams, and the metadata. */
    public void finish() throws IOException {
        for (CpuStream stream : streams.values()) {
            stream.finish(lastNs);
        }
        Files.writeString(
                directory.resolve("metadata"), Metadata.text(clock, offsetNs, namesBuffers, layouts.values()));
    }
}
