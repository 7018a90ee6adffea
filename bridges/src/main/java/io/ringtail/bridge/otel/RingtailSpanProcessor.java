package io.ringtail.bridge.otel;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.ringtail.bridge.Failures;
import io.ringtail.bridge.UsedTracer;
import io.ringtail.client.Tracer;

/**
 * A processor that writes the beginnings and ends of spans as events, on the thread where it happens. Spans that are
 * not sampled are written only if they are recorded.
 *
 * <p>Register it with {@code SdkTracerProvider.builder().addSpanProcessor(processor)}.
 */
public final class RingtailSpanProcessor implements SpanProcessor {
    private static final int HEX = 16;

    private final Failures failures = new Failures("OpenTelemetry");
    private final UsedTracer tracer;
    private final OtelEvents events;
    private volatile boolean closed;

    /** Creates a processor that writes with a tracer of the application's. */
    public RingtailSpanProcessor(Tracer tracer) {
        this(UsedTracer.of(tracer));
    }

    RingtailSpanProcessor(UsedTracer tracer) {
        this.tracer = tracer;
        events = tracer.tracer().provider(OtelEvents.class);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        try {
            if (!closed) {
                SpanContext context = span.getSpanContext();
                events.begin(
                        traceHigh(context),
                        traceLow(context),
                        spanId(context),
                        spanId(span.getParentSpanContext()),
                        span.getName(),
                        span.getKind());
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    /** Only a copy of the span has its status, and is made only while the event is enabled. */
    @Override
    public void onEnd(ReadableSpan span) {
        try {
            if (!closed && events.isEndEnabled()) {
                SpanContext context = span.getSpanContext();
                events.end(
                        traceHigh(context),
                        traceLow(context),
                        spanId(context),
                        span.getLatencyNanos(),
                        span.toSpanData().getStatus().getStatusCode(),
                        span.getName());
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /** Stops writing. Nothing is outstanding: an event is in its ring when its call returns. */
    @Override
    public CompletableResultCode shutdown() {
        closed = true;
        tracer.close();
        return CompletableResultCode.ofSuccess();
    }

    private static long traceHigh(SpanContext context) {
        return Long.parseUnsignedLong(context.getTraceId(), 0, HEX, HEX);
    }

    private static long traceLow(SpanContext context) {
        return Long.parseUnsignedLong(context.getTraceId(), HEX, 2 * HEX, HEX);
    }

    private static long spanId(SpanContext context) {
        return Long.parseUnsignedLong(context.getSpanId(), 0, HEX, HEX);
    }
}
