package io.ringtail.reader.otlp;

import io.ringtail.reader.protobuf.ProtoBuffer;
import org.jspecify.annotations.Nullable;

/** A receiver of encoded spans. */
interface SpanTarget {
    /**
     * Takes a span.
     *
     * @param host the name of the machine; empty if unknown
     * @param pid the span's process; 0 if unknown
     * @param process the name of the process; null if unknown
     * @param system the system of the span's events
     * @param span a {@code Span} message, valid during the call
     */
    void add(String host, int pid, @Nullable String process, String system, ProtoBuffer span);
}
