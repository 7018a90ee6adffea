package io.ringtail.reader.otlp;

import io.ringtail.reader.protobuf.ProtoBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Spans that are sent together, by process and system: an {@code ExportTraceServiceRequest}. Not thread-safe. */
final class SpanBatch implements SpanTarget {
    private static final int RESOURCE_SPANS = 1;
    private static final int RESOURCE = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int SCOPE = 1;
    private static final int SPANS = 2;
    private static final int SCOPE_NAME = 1;
    private static final String SERVICE = "service.name";
    private static final String HOST = "host.name";

    private final Map<String, String> resource;
    private final Map<ProcessKey, ProcessSpans> processes = new LinkedHashMap<>();
    private int spans;
    private long bytes;

    /** A process of a host. */
    private record ProcessKey(String host, int pid) {}

    /** The spans of a process, encoded, by system. */
    private static final class ProcessSpans {
        private final Map<String, ProtoBuffer> systems = new LinkedHashMap<>();
        private @Nullable String name;
    }

    /**
     * Creates an empty batch.
     *
     * @param resource the attributes of all processes
     */
    SpanBatch(Map<String, String> resource) {
        this.resource = resource;
    }

    @Override
    public void add(String host, int pid, @Nullable String process, String system, ProtoBuffer span) {
        ProcessSpans its = processes.computeIfAbsent(new ProcessKey(host, pid), key -> new ProcessSpans());
        its.name = process == null ? its.name : process;
        ProtoBuffer scope = its.systems.computeIfAbsent(system, key -> new ProtoBuffer());
        int before = scope.length();
        scope.message(SPANS, span);
        bytes += scope.length() - before;
        spans++;
    }

    /** Returns the number of spans. */
    int spans() {
        return spans;
    }

    /** Returns the length of the spans in bytes. */
    long bytes() {
        return bytes;
    }

    /** Removes all spans. */
    void clear() {
        processes.clear();
        spans = 0;
        bytes = 0;
    }

    /** Returns the request, compressed by gzip. */
    byte[] compressed() {
        ProtoBuffer request = new ProtoBuffer();
        processes.forEach((process, its) -> {
            int part = request.begin(RESOURCE_SPANS);
            appendResource(request, process, its.name);
            its.systems.forEach((system, encoded) -> {
                int scope = request.begin(SCOPE_SPANS);
                int name = request.begin(SCOPE);
                request.text(SCOPE_NAME, system);
                request.end(name);
                request.fields(encoded);
                request.end(scope);
            });
            request.end(part);
        });
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(request.bytes(), 0, request.length());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return compressed.toByteArray();
    }

    private void appendResource(ProtoBuffer request, ProcessKey process, @Nullable String name) {
        Map<String, String> texts = new TreeMap<>(resource);
        texts.putIfAbsent(SERVICE, name == null ? "unknown_service" : name);
        if (!process.host().isEmpty()) {
            texts.putIfAbsent(HOST, process.host());
        }
        Attributes attributes = new Attributes(RESOURCE_ATTRIBUTES);
        int at = request.begin(RESOURCE);
        texts.forEach((key, value) -> attributes.text(request, key, value));
        if (process.pid() != 0 && !texts.containsKey("process.pid")) {
            attributes.number(request, "process.pid", process.pid());
        }
        request.end(at);
    }
}
