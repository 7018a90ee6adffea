package io.ringtail.client;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.typed.SpanEnd;
import java.util.function.Function;

/**
 * The spans of one method that keep values until their end; for the code of {@link Tracer#provider} only. Closed ones
 * are used again, so that a span allocates nothing once some exist. One that is never closed is left to the garbage
 * collector.
 */
public final class KeptSpans {
    private final FreeSpans free = new FreeSpans();
    private final SpanEnd end;
    /** The event of an end, which counts one that is lost. */
    final EventCall call;

    private final SpanWriter writer;
    private final Function<KeptSpans, KeptSpan> factory;
    /** Compared by the span itself, which may have no stack for a call. */
    final KeptSpan none;

    /**
     * Creates the spans.
     *
     * @param call the event that their end writes
     * @param factory makes a span
     */
    KeptSpans(SpanEnd end, EventCall call, Function<KeptSpans, KeptSpan> factory) {
        this.end = end;
        this.call = call;
        this.writer = new SpanWriter(end.schema());
        this.factory = factory;
        this.none = factory.apply(this);
    }

    /** Returns the number of fields of the end. */
    int fields() {
        return end.schema().fields().size();
    }

    /** Returns the span of a begin that writes nothing: it keeps nothing, and closing it does nothing. */
    KeptSpan none() {
        return none;
    }

    /** Returns an open span; one that keeps nothing if there is no memory for another, whose end is counted. */
    KeptSpan open() {
        try {
            Thread current = Thread.currentThread();
            int list = FreeSpans.listOf(current);
            KeptSpan span = free.take(list);
            if (span == null) {
                span = factory.apply(this);
            }
            span.spoiled = false;
            span.values.open(current, list, end.duration() ? NanoClock.MONOTONIC.nanoTime() : 0);
            return span;
        } catch (VirtualMachineError e) {
            call.onNoSpan(e);
            return none;
        }
    }

    /** Takes back a closed span. */
    void give(KeptSpan span) {
        free.give(span.values.list(), span);
    }

    /** Returns whether a thread other than the one that opened a span may close it. */
    boolean anyThread() {
        return end.anyThread();
    }

    /** Writes the end of a span, if it took long enough; counts one of which a value could not be kept. */
    void end(KeptSpan span) {
        KeptValues values = span.values;
        if (end.duration()) {
            long durationNs = NanoClock.MONOTONIC.nanoTime() - values.beginNs();
            if (durationNs < end.thresholdNs()) {
                return;
            }
            values.put(0, durationNs);
        }
        if (!call.isWanted()) {
            return;
        }
        if (span.spoiled) {
            call.lost.add();
        } else {
            if (end.stackDepth() > 0) {
                values.put(fields() - 1, CallStack.text(end.stackDepth()));
            }
            call.write(writer, values);
        }
    }

    /** Called when a span is closed on another thread than the one that began it. */
    void onForeignClose() {
        call.onForeignClose();
    }
}
