package io.ringtail.client;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.typed.SpanEnd;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one method that keep values until their end; for the code of {@link Tracer#provider} only. Closed ones
 * are used again, so that a span allocates nothing once some exist. Each thread looks at a few places of its own first,
 * by the hash of its identity; a span that finds no free place is left to the garbage collector, as is one that is never
 * closed.
 *
 * <pre>
 *   place   taken by getAndSet(null), filled with release: who takes a span sees it as it was closed
 * </pre>
 */
public final class KeptSpans {
    private static final int PLACES = 64;
    private static final int TRIES = 4;

    private final AtomicReferenceArray<@Nullable KeptSpan> free = new AtomicReferenceArray<>(PLACES);
    private final SpanEnd end;
    private final EventCall call;
    private final SpanWriter writer;
    private final Function<KeptSpans, KeptSpan> factory;
    private final KeptSpan none;

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

    /** Returns an open span. */
    KeptSpan open() {
        Thread current = Thread.currentThread();
        KeptSpan span = take(firstPlace(current));
        if (span == null) {
            span = factory.apply(this);
        }
        span.open(end.anyThread() ? null : current, end.duration() ? NanoClock.MONOTONIC.nanoTime() : 0);
        return span;
    }

    private @Nullable KeptSpan take(int first) {
        for (int place = first; place < first + TRIES; place++) {
            if (free.getPlain(place) != null) {
                KeptSpan span = free.getAndSet(place, null);
                if (span != null) {
                    return span;
                }
            }
        }
        return null;
    }

    void give(KeptSpan span) {
        int first = firstPlace(Thread.currentThread());
        for (int place = first; place < first + TRIES; place++) {
            if (free.getPlain(place) == null) {
                free.setRelease(place, span);
                return;
            }
        }
    }

    private static int firstPlace(Thread thread) {
        return System.identityHashCode(thread) * TRIES & (PLACES - 1);
    }

    /** Writes the end of a span, if it took long enough. */
    void end(KeptSpan span) {
        if (end.duration()) {
            long durationNs = NanoClock.MONOTONIC.nanoTime() - span.beginNs();
            if (durationNs < end.thresholdNs()) {
                return;
            }
            span.keep(0, durationNs);
        }
        if (call.isWanted()) {
            if (end.stackDepth() > 0) {
                span.keep(fields() - 1, CallStack.text(end.stackDepth()));
            }
            call.write(writer, span);
        }
    }

    /** Called when a span is closed on another thread than the one that began it. */
    void onForeignClose() {
        call.onForeignClose();
    }
}
