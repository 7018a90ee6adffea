package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.typed.JavaThread;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans of unlikely types, which an application declares. */
@Timeout(60)
class SpanTypesTest extends RoomyDaemon {
    /** Refined by {@link Refined}, with another type of result. */
    interface Refinable extends Span {
        Refinable value(@Name("value") int value);
    }

    /** Has two methods with the same parameters, and others that need no field. */
    interface Refined extends Refinable {
        @Override
        Refined value(@Name("value") int value);

        @Override
        String toString();

        @Override
        boolean equals(Object other);

        @Override
        int hashCode();

        /** As a method that the library's class has for itself. */
        default long beginNs() {
            return 42;
        }

        default long number(int field) {
            return field;
        }

        default CharSequence text(int field) {
            return "own" + field;
        }

        default Refined twice(int value) {
            return value(value).value(2 * value);
        }
    }

    @TraceProvider("x")
    interface Refining {
        @TraceSpan
        Refined refined();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldImplementSpansThatRefineOthers(String way) throws Exception {
        Refining refining = provider(Refining.class, way);
        ready();
        assertThat(tracer.status().events())
                .allSatisfy(event -> assertThat(event.problem()).isEmpty());
        Refined span = refining.refined();
        assertThat(span.beginNs()).isEqualTo(42);
        assertThat(span.number(3)).isEqualTo(3);
        assertThat(span.text(3)).hasToString("own3");
        assertThat(span.twice(21)).isSameAs(span);
        assertThat(List.of(span)).contains(span);
        assertThat(span.toString()).isNotNull();
        ((Refinable) span).value(7);
        span.close();
        assertThat(events("refined_end").size()).isEqualTo(1);
        assertThat(events("refined_end").get(0).getInt(COMMON)).isEqualTo(7);
    }

    enum Side {
        BUY,
        SELL
    }

    interface Sided extends Span {
        Sided side(@Name("side") Side side);

        Sided text(@Name("text") String text);

        @Override
        default void close() {
            throw new IllegalStateException("not to be called");
        }
    }

    @TraceProvider("x")
    interface Siding {
        @TraceSpan
        Sided sided();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    @SuppressWarnings("NullAway") // null is the value under test
    void shouldKeepNullAndEndSpansOfTypesThatCloseByThemselves(String way) throws Exception {
        Siding siding = provider(Siding.class, way);
        ready();
        siding.sided().side(Side.SELL).side(null).text(null).close();
        assertThat(events("sided_end").size()).isEqualTo(1);
        assertThat(events("sided_end").get(0).getShort(COMMON)).isEqualTo((short) -1);
    }

    interface Overloaded extends Span {
        @Name("a")
        void set(@Name("value") long value);

        @Name("b")
        void set(@Name("value") int value);

        @Name("c")
        void set(@Name("value") String value);

        @Name("d")
        void set(@Name("value") byte value);
    }

    @TraceProvider("x")
    interface Overloading {
        @TraceSpan
        Overloaded overloaded();
    }

    @Test
    void shouldHaveFieldsInAnOrderThatDoesNotDependOnTheJvm() throws Exception {
        Overloading overloading = tracer.provider(Overloading.class);
        ready();
        overloading.overloaded().close();
        assertThat(Objects.requireNonNull(daemon.conductor.events().event("x", "overloaded_end"))
                        .format())
                .containsSubsequence("s8 d;", "char[] c;", "s32 b;", "s64 a;");
    }

    @TraceProvider("x")
    @JavaThread
    interface Threaded {
        void threaded();
    }

    @Test
    void shouldNotThrowWhatAThreadsOwnMethodsThrow() throws Exception {
        Threaded threaded = tracer.provider(Threaded.class);
        ready();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread hostile =
                new Thread(() -> {
                    try {
                        threaded.threaded();
                        threaded.threaded();
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                }) {
                    @Override
                    public long getId() {
                        throw new AssertionError("no id");
                    }
                };
        hostile.start();
        hostile.join();
        assertThat(thrown).hasNullValue();
        assertThat(events("threaded").size()).isEqualTo(2);
    }
}
