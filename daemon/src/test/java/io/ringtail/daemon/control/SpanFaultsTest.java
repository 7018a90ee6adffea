package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringtail.client.Tracer;
import io.ringtail.client.TracerStatus;
import io.ringtail.client.typed.AsyncId;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Sampled;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceDuration;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import java.lang.management.ManagementFactory;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans that keep values, closed and set as no application should. */
@Timeout(60)
class SpanFaultsTest extends RoomyDaemon {
    /** A span with a field. */
    interface Valued extends Span {
        Valued value(@Name("value") long value);
    }

    @TraceProvider("x")
    interface Spans {
        @TraceSpan
        Valued valued();

        @TraceSpan
        Span plain();

        @TraceDuration
        Valued lasting(@Name("text") CharSequence text);

        @TraceSpan
        Valued async(@AsyncId @Name("id") long id);

        @TraceDuration
        Span parallel(@AsyncId @Name("id") long id);
    }

    @Test
    void shouldEndASpanOnceIfTwoThreadsCloseItAtOnce() throws Exception {
        Spans spans = tracer.provider(Spans.class);
        ready();
        int rounds = 20_000;
        AtomicReference<Span> open = new AtomicReference<>();
        CyclicBarrier barrier = new CyclicBarrier(2);
        Thread other = new Thread(() -> {
            for (int i = 0; i < rounds; i++) {
                await(barrier);
                Objects.requireNonNull(open.get()).close();
                await(barrier);
            }
        });
        other.start();
        for (int i = 0; i < rounds; i++) {
            Span span = spans.parallel(i);
            open.set(span);
            await(barrier);
            span.close();
            await(barrier);
        }
        other.join();
        assertThat(events("parallel").size()).isEqualTo(rounds);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A text that closes the span it belongs to, and opens another one. */
    private record Closing(AtomicReference<Span> own, Runnable afterwards) implements CharSequence {
        @Override
        public int length() {
            Span span = own.getAndSet(null);
            if (span != null) {
                span.close();
                afterwards.run();
            }
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'c';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }
    }

    @Test
    void shouldEndASpanOnceThatIsClosedByItsOwnTextWhileItIsWritten() throws Exception {
        Notes notes = tracer.provider(Notes.class);
        ready();
        AtomicReference<Span> own = new AtomicReference<>(() -> {
            throw new IllegalStateException("not to be copied");
        });
        List<Noted> others = new ArrayList<>();
        Noted span = notes.noted("outer").note(new Closing(own, () -> others.add(notes.noted("inner"))));
        own.set(span);
        span.close();
        openAndClose(notes, others);
        assertThat(texts("noted", COMMON + 8)).containsExactly("outer", "one", "two", "inner");
        assertThat(texts("noted", COMMON + 12)).containsExactly("c", "1", "2", "3");
    }

    @Test
    void shouldUseNoSpanAgainThatIsClosedByItsOwnTextWhileItIsCopied() throws Exception {
        Notes notes = tracer.provider(Notes.class);
        ready();
        AtomicReference<Span> own = new AtomicReference<>();
        List<Noted> others = new ArrayList<>();
        Noted span = notes.noted("outer");
        own.set(span);
        span.note(new Closing(own, () -> others.add(notes.noted("inner").note("3"))));
        openAndClose(notes, others);
        assertThat(texts("noted", COMMON + 8)).containsExactly("outer", "one", "two", "inner");
        assertThat(texts("noted", COMMON + 12)).containsExactly("", "1", "2", "3");
    }

    private static void openAndClose(Notes notes, List<Noted> others) {
        Noted one = notes.noted("one").note("1");
        Noted two = notes.noted("two").note("2");
        assertThat(one).isNotSameAs(two);
        one.close();
        two.close();
        others.forEach(other -> other.note("3").close());
    }

    @Test
    void shouldAllocateNothingForNestedSpans() throws Exception {
        Spans spans = tracer.provider(Spans.class);
        ready();
        assertThat(allocated(() -> nest(spans, 10))).isLessThan(10_000);
    }

    /** As an event loop has them: opened by one thread, many at a time. */
    @Test
    void shouldAllocateNothingForManyOpenSpans() throws Exception {
        Spans spans = tracer.provider(Spans.class);
        ready();
        Span[] open = new Span[200];
        long bytes = allocated(() -> {
            for (int i = 0; i < open.length; i++) {
                open[i] = spans.async(i).value(i);
            }
            for (Span span : open) {
                span.close();
            }
        });
        assertThat(bytes).isLessThan(100_000);
    }

    private static void nest(Spans spans, int levels) {
        if (levels > 0) {
            try (Valued span = spans.valued();
                    Valued lasting = spans.lasting("text")) {
                nest(spans, levels - 1);
                span.value(levels);
                lasting.value(levels);
            }
        }
    }

    @Test
    void shouldAllocateNothingForSpansThatOtherThreadsClose() throws Exception {
        Spans spans = tracer.provider(Spans.class);
        ready();
        AtomicReference<Span> given = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                Span span = given.getAndSet(null);
                if (span != null) {
                    span.close();
                }
                Thread.onSpinWait();
            }
        });
        closer.start();
        long bytes = allocated(() -> {
            given.set(spans.async(1).value(2));
            while (given.get() != null) {
                Thread.onSpinWait();
            }
        });
        closer.interrupt();
        closer.join();
        assertThat(bytes).isLessThan(10_000);
    }

    /** Returns the bytes that a thread allocates for 1000 runs once it is warm. */
    private static long allocated(Runnable run) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 2000; i++) {
            run.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            run.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    interface Noted extends Span {
        Noted note(@Name("note") CharSequence note);
    }

    @TraceProvider("x")
    interface Notes {
        @TraceDuration
        Noted noted(@Name("text") CharSequence text);

        @TraceSpan
        Noted worded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldKeepATextAsItIsWhenItIsGiven(String way) throws Exception {
        Notes notes = provider(Notes.class, way);
        ready();
        StringBuilder reused = new StringBuilder("one");
        Noted outer = notes.noted(reused);
        reused.replace(0, 3, "two");
        outer.note(reused);
        reused.replace(0, 3, "three");
        Noted inner = notes.noted(reused);
        reused.setLength(0);
        inner.close();
        outer.close();
        notes.noted("last").note(CharBuffer.wrap("x".repeat(100_000))).close();
        notes.noted("").close();
        assertThat(texts("noted", COMMON + 8)).containsExactly("three", "one", "last", "");
        assertThat(texts("noted", COMMON + 12).stream().map(text -> text.substring(0, Math.min(text.length(), 3))))
                .containsExactly("", "two", "xxx", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldCountTextsThatThrowAndNotThrow(String way) throws Exception {
        Notes notes = provider(Notes.class, way);
        ready();
        CharSequence hostile = new Closing(
                new AtomicReference<>(() -> {
                    throw new AssertionError("no length");
                }),
                () -> {});
        notes.worded().note(new Throwing()).close();
        notes.noted(new Throwing()).note("sound").close();
        notes.noted("sound").note(hostile).close();
        notes.noted("sound").note("too").close();
        assertThat(texts("noted", COMMON + 12)).containsExactly("c", "too");
        assertThat(tracer.status().events().stream()
                        .mapToLong(TracerStatus.Event::malformed)
                        .sum())
                .isEqualTo(2);
    }

    /** A text that always throws an Error. */
    private static final class Throwing implements CharSequence {
        @Override
        public int length() {
            throw new AssertionError("no length");
        }

        @Override
        public char charAt(int index) {
            throw new AssertionError("no character");
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new AssertionError("no part");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }

    @Test
    void shouldAllocateNothingForTextsThatAreNoStrings() throws Exception {
        Notes notes = tracer.provider(Notes.class);
        ready();
        CharSequence text = CharBuffer.wrap("text");
        assertThat(allocated(() -> notes.noted(text).note(text).close())).isLessThan(10_000);
    }

    @TraceProvider("x")
    interface Sampling {
        @Sampled(every = 100)
        void sampled();
    }

    @Test
    void shouldNotCountCallsAsLostThatAreNotSampled() {
        try (Tracer alone = Tracer.connect(dir.resolve("no-daemon"))) {
            Sampling sampling = alone.provider(Sampling.class);
            for (int i = 0; i < 400_000; i++) {
                sampling.sampled();
            }
            assertThat(alone.status().earlyKept() + alone.status().earlyLost()).isBetween(3000L, 5000L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldSeldomThrowWhereTheStackEndsAroundASpan(String way) throws Exception {
        Spans spans = provider(Spans.class, way);
        ready();
        int levels = 100;
        AtomicInteger[] thrown = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        StackEnd.atEachOf(levels, level -> overflow(spans, level, thrown));
        for (AtomicInteger each : thrown) {
            assertThat(each).hasValueLessThan(levels / 3);
        }
        spans.valued().value(5).close();
        Eventually.until(
                "the end of a span after them",
                () -> events("valued_end").stream().anyMatch(event -> event.getLong(COMMON) == 5));
    }

    private static void overflow(Spans spans, int level, AtomicInteger[] thrown) {
        for (int i = 0; i < 10; i++) {
            spans.valued().value(1).close();
            spans.plain().close();
        }
        Valued open = spans.valued();
        StackEnd.descend(level, thrown[0], () -> spans.valued());
        StackEnd.descend(level, thrown[1], () -> open.value(3));
        StackEnd.descend(level, thrown[2], open::close);
        StackEnd.descend(level, thrown[3], () -> spans.plain().close());
    }

    /** The texts of a field of an event, whose place is at an offset. */
    private List<String> texts(String name, int offset) {
        return events(name).stream()
                .map(payload -> WrittenEvents.text(payload, offset))
                .toList();
    }
}
