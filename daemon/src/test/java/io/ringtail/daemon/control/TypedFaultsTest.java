package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceEnabled;
import io.ringtail.client.typed.TraceProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Events by the methods of unlikely interfaces, with unlikely values. */
@Timeout(60)
@SuppressWarnings("NullAway") // null is one of the values under test
class TypedFaultsTest extends RoomyDaemon {
    // Named: the fuzzer's agent, which may be in this JVM, drops the names of parameters from the classes it rewrites.
    @TraceProvider("x")
    interface Texts {
        void one(@Name("text") String text);

        void eleven(
                @Name("a") String a,
                @Name("b") String b,
                @Name("c") String c,
                @Name("d") String d,
                @Name("e") String e,
                @Name("f") String f,
                @Name("g") String g,
                @Name("h") String h,
                @Name("i") String i,
                @Name("j") String j,
                @Name("k") String k);
    }

    /** Its methods have the names of whatever implements it. */
    @TraceProvider("x")
    interface Namesakes {
        void slow0(@Name("value") long value);

        void slow1(@Name("value") long value);

        @Override
        String toString();

        @Override
        int hashCode();

        @Override
        boolean equals(Object other);
    }

    @TraceProvider("x")
    interface One {
        void both(@Name("value") long value);
    }

    interface Other {
        void both(@Name("value") long value);
    }

    @TraceProvider("x")
    interface Both extends Other, One {}

    /** An enum that cannot be initialised. */
    enum Broken {
        A;

        static {
            fail();
        }

        private static void fail() {
            throw new AssertionError("no constants");
        }
    }

    @TraceProvider("x")
    interface WithBroken {
        void broken(@Name("broken") Broken broken);

        void sound(@Name("value") long value);
    }

    @TraceProvider("odd-system")
    interface OddNames {
        void $(@Name("n-1") long value);
    }

    @Test
    void shouldKeepOneTypeHoweverOftenItsEventIsDefined() throws Exception {
        for (int i = 0; i < 100; i++) {
            tracer.provider(One.class).both(i);
            tracer.event("x", "both").s64("value").register();
        }
        assertThat(tracer.awaitReady(Duration.ofSeconds(30))).isTrue();
        assertThat(tracer.status().events())
                .filteredOn(event -> !event.name().equals("ringtail:early"))
                .singleElement()
                .matches(event -> event.name().equals("x:both") && event.enabled());
    }

    @Test
    void shouldWriteTextsThatFillTheirRoomToTheLastByte() throws Exception {
        Texts texts = tracer.provider(Texts.class);
        ready();
        String most = "€".repeat(341);
        for (int i = 0; i < 3; i++) {
            texts.eleven(most, "", "", "", "", "", "", "", "", "", "");
            texts.eleven("", "", "", "", "", "", "", "", "", "", most);
        }
        assertThat(firstTexts()).containsExactly(most, "", most, "", most, "");
    }

    /** Its methods ask for an event, for none, and in a wrong form. */
    @TraceProvider("x")
    interface Asking {
        void told(@Name("value") long value);

        @TraceEnabled("told")
        boolean isTold();

        @TraceEnabled("nothing")
        boolean isNothing();

        @TraceEnabled("told")
        int wrong();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldSayWhetherAnEventIsEnabled(String way) throws Exception {
        Asking asking = provider(Asking.class, way);
        ready();
        assertThat(asking.isTold()).isTrue();
        assertThat(asking.isNothing()).isFalse();
        assertThat(asking.wrong()).isZero();
        tracer.close();
        assertThat(asking.isTold()).isFalse();
        assertThat(events()).isEmpty();
    }

    /** The call of an event's method may itself exceed the stack: that, and only that, is not the library's. */
    @Test
    void shouldSeldomThrowWhereTheStackEndsInsideAnEvent() throws Exception {
        Texts texts = tracer.provider(Texts.class);
        ready();
        int levels = 60;
        AtomicInteger thrown = new AtomicInteger();
        StackEnd.atEachOf(levels, level -> overflow(texts, level, thrown));
        assertThat(thrown).hasValueLessThan(levels / 3);
    }

    private static void overflow(Texts texts, int level, AtomicInteger thrown) {
        for (int i = 0; i < 10; i++) {
            texts.one("warm");
        }
        StackEnd.descend(level, thrown, () -> texts.one("deep"));
    }

    @Test
    void shouldImplementMethodsWhoseNamesAreTakenAndThoseOfTwoInterfaces() throws Exception {
        Namesakes namesakes = tracer.provider(Namesakes.class);
        Both both = tracer.provider(Both.class);
        ready();
        namesakes.slow0(1);
        namesakes.slow1(2);
        both.both(3);
        assertThat(namesakes.toString()).contains("Namesakes");
        assertThat(List.of(namesakes)).contains(namesakes);
        assertThat(tracer.status().events()).hasSize(3);
        assertThat(events()).hasSize(3);
    }

    @Test
    void shouldImplementMethodsOfTwoInterfacesByReflection() throws Exception {
        Both both = provider(Both.class, "reflection");
        ready();
        both.both(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void shouldTakeWhatCannotBeReadForAProblemOfItsMethod() throws Exception {
        WithBroken events = tracer.provider(WithBroken.class);
        ready();
        events.sound(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void shouldRefuseANullInterface() {
        assertThatThrownBy(() -> tracer.provider(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotThrowWhatTheApplicationsLoggerThrows() throws Exception {
        LoggerContext loggers = ((Logger) LoggerFactory.getLogger(Tracer.class)).getLoggerContext();
        Thread application = Thread.currentThread();
        loggers.addTurboFilter(new TurboFilter() {
            @Override
            public FilterReply decide(
                    Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
                if (Thread.currentThread() == application) {
                    throw new IllegalStateException("no room for logs");
                }
                return FilterReply.NEUTRAL;
            }
        });
        OddNames odd;
        try {
            odd = tracer.provider(OddNames.class);
            tracer.event("also-odd", "").register();
            tracer.event("ringtail", "mine").register();
            Tracer.connect(null).close();
        } finally {
            loggers.resetTurboFilterList();
        }
        ready();
        odd.$(1);
        assertThat(events()).hasSize(1);
    }

    /** The first field of each event. */
    private List<String> firstTexts() {
        return events().stream()
                .map(payload -> WrittenEvents.text(payload, COMMON))
                .toList();
    }

    private List<ByteBuffer> events() {
        return WrittenEvents.of(daemon);
    }
}
