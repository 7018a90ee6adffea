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
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Events by the methods of unlikely interfaces, with unlikely values. */
@Timeout(60)
@SuppressWarnings("NullAway") // null is one of the values under test
class TypedFaultsTest {
    private static final Geometry ROOMY =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(1 << 16, 8), 4, 512, 1 << 16);

    private static final int COMMON = 8;

    @TempDir
    Path dir;

    private TestDaemon daemon;
    private Tracer tracer;

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

    @BeforeEach
    void connect() throws Exception {
        daemon = new TestDaemon(dir, "0-1", ROOMY);
        tracer = Tracer.connect(dir);
    }

    @AfterEach
    void close() {
        tracer.close();
        daemon.close();
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
        System.setProperty("ringtail.providers", way);
        Asking asking;
        try {
            asking = tracer.provider(Asking.class);
        } finally {
            System.clearProperty("ringtail.providers");
        }
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
        for (int level = 0; level < levels; level++) {
            int above = level;
            Thread thread = new Thread(null, () -> overflow(texts, above, thrown), "overflow", 200 << 10);
            thread.start();
            thread.join();
        }
        assertThat(thrown).hasValueLessThan(levels / 3);
    }

    private static void overflow(Texts texts, int level, AtomicInteger thrown) {
        for (int i = 0; i < 10; i++) {
            texts.one("warm");
        }
        descend(texts, level, thrown);
    }

    /** Writes an event at a level above the deepest one that the stack has room for. */
    @SuppressWarnings("InfiniteRecursion") // until the stack is exhausted
    private static int descend(Texts texts, int level, AtomicInteger thrown) {
        int above;
        try {
            above = descend(texts, level, thrown) + 1;
        } catch (StackOverflowError e) {
            above = 0;
        }
        if (above == level) {
            try {
                texts.one("deep");
            } catch (StackOverflowError e) {
                thrown.set(thrown.get() + 1);
                return above + 1;
            }
        }
        return above;
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
        System.setProperty("ringtail.providers", "reflection");
        Both both;
        try {
            both = tracer.provider(Both.class);
        } finally {
            System.clearProperty("ringtail.providers");
        }
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

    private void ready() throws InterruptedException {
        assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
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
