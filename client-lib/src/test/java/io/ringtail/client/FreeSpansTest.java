package io.ringtail.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.SpanEnd;
import io.ringtail.proto.event.EventSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FreeSpansTest {
    private static final int LIST = 0;
    private static final int MOST_IN_LIST = 256;

    private final FreeSpans free = new FreeSpans();
    private final KeptSpans kind = kind();
    private final AtomicInteger made = new AtomicInteger();

    @SuppressWarnings("NullAway") // no event is written
    private static KeptSpans kind() {
        EventSchema schema = EventSchema.builder("x", "end").build();
        return new KeptSpans(
                new SpanEnd(schema, Span.class, List.of(), List.of(), false, false, 0, 0), null, KeptSpan::new);
    }

    @Test
    void shouldReturnWhatItWasGivenUpToItsBound() {
        List<KeptSpan> spans = new ArrayList<>();
        for (int i = 0; i < MOST_IN_LIST + 10; i++) {
            spans.add(new KeptSpan(kind));
            free.give(LIST, spans.get(i));
        }
        List<KeptSpan> taken = drain();
        assertThat(taken).hasSize(MOST_IN_LIST).doesNotHaveDuplicates().isSubsetOf(spans);
        assertThat(free.take(LIST)).isNull();
    }

    /** All threads use one list: each span is of one thread at a time, and few are left to the garbage collector. */
    @Test
    void shouldGiveNoSpanToTwoThreads() throws Exception {
        int threads = 4;
        int rounds = 100_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            done.add(pool.submit(() -> useAndGive(rounds)));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();
        assertThat(made.get()).isLessThan(threads * rounds / 4);
        assertThat(drain()).hasSizeLessThanOrEqualTo(made.get()).doesNotHaveDuplicates();
    }

    private void useAndGive(int rounds) {
        KeptSpan[] open = new KeptSpan[3];
        for (int i = 0; i < rounds; i++) {
            for (int depth = 0; depth < open.length; depth++) {
                KeptSpan span = free.take(LIST);
                if (span == null) {
                    span = new KeptSpan(kind);
                    made.incrementAndGet();
                }
                assertThat(span.values.isOpen()).isFalse();
                span.values.open(Thread.currentThread(), LIST, i);
                open[depth] = span;
            }
            for (KeptSpan span : open) {
                assertThat(span.values.beginNs()).isEqualTo(i);
                assertThat(span.values.end(false)).isTrue();
                assertThat(span.values.clear()).isTrue();
                free.give(LIST, span);
            }
        }
    }

    private List<KeptSpan> drain() {
        List<KeptSpan> all = new ArrayList<>();
        Set<KeptSpan> seen = new HashSet<>();
        for (KeptSpan span = free.take(LIST); span != null && seen.add(span); span = free.take(LIST)) {
            all.add(span);
        }
        return all;
    }
}
