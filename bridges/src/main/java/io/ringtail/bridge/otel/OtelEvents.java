package io.ringtail.bridge.otel;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.ringtail.client.typed.Hex;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceEnabled;
import io.ringtail.client.typed.TraceProvider;
import org.jspecify.annotations.Nullable;

/** The beginnings and ends of spans, with OpenTelemetry's ids; the parent is 0 if there is none. */
@TraceProvider(OtelEvents.SYSTEM)
interface OtelEvents {
    /** The system of the events. */
    String SYSTEM = "otel";

    @Name("span_begin")
    void begin(
            @Hex @Name("trace_hi") long traceHigh,
            @Hex @Name("trace_lo") long traceLow,
            @Hex long span,
            @Hex long parent,
            @Nullable String name,
            SpanKind kind);

    @TraceEnabled("end")
    boolean isEndEnabled();

    @Name("span_end")
    void end(
            @Hex @Name("trace_hi") long traceHigh,
            @Hex @Name("trace_lo") long traceLow,
            @Hex long span,
            @Name("duration_ns") long durationNs,
            StatusCode status,
            @Nullable String name);
}
