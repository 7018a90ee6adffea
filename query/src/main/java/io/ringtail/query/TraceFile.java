package io.ringtail.query;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatHead;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file, and what its head says.
 *
 * @param name the path as it was given
 * @param wallOffsetNs what is added to a time of the file to get ns since 1970; null if it does not say
 * @param types the readable event types by their ids
 * @param cpus the CPUs with pages of each buffer
 */
record TraceFile(
        Path path,
        String name,
        String host,
        @Nullable Long wallOffsetNs,
        Map<Integer, Type> types,
        Map<String, List<Integer>> cpus) {
    /** An event type of the file. */
    record Type(String system, EventFormat format) {}

    /**
     * Reads a file's head.
     *
     * @param host its host; empty to take it from the file, or from its name
     */
    static TraceFile of(Path path, String host) throws TraceDatException {
        try (TraceDatReader reader = TraceDatReader.open(path)) {
            Map<String, List<Integer>> cpus = new LinkedHashMap<>();
            reader.buffers().forEach(buffer -> cpus.put(buffer, reader.cpus(buffer)));
            OptionalLong offset = reader.wallClockOffsetNs();
            return new TraceFile(
                    path,
                    path.toString(),
                    host.isEmpty() ? host(path, reader) : host,
                    offset.isPresent() ? (Long) offset.getAsLong() : null,
                    types(reader),
                    cpus);
        }
    }

    /** Returns the host that the file names, or the file's name. */
    private static String host(Path path, TraceDatReader reader) {
        Path name = path.getFileName();
        return reader.host().isEmpty() ? String.valueOf(name == null ? path : name) : reader.host();
    }

    private static Map<Integer, Type> types(TraceDatReader reader) {
        Map<Integer, Type> types = new LinkedHashMap<>();
        for (TraceDatHead.Event event : reader.head().events()) {
            try {
                EventFormat format = EventFormat.parse(event.format());
                types.put(format.id(), new Type(event.system(), format));
            } catch (InvalidFormatException unreadable) {
                // Its events are unknown, as everywhere.
            }
        }
        return types;
    }

    /** Whether the host is the file's name, for want of another. */
    boolean isNamedByFile() {
        Path last = path.getFileName();
        return last != null && host.equals(last.toString());
    }

    /** Returns the file with another host. */
    TraceFile withHost(String other) {
        return new TraceFile(path, name, other, wallOffsetNs, types, cpus);
    }

    /** Returns what can be read separately. */
    List<TracePart> parts(boolean merged) {
        List<TracePart> parts = new ArrayList<>();
        cpus.forEach((buffer, numbers) -> {
            if (merged) {
                parts.add(new TracePart(this, buffer, null));
            } else {
                numbers.forEach(cpu -> parts.add(new TracePart(this, buffer, cpu)));
            }
        });
        return parts;
    }
}
