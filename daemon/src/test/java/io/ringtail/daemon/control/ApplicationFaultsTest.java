package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringtail.client.EventRecord;
import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Description;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An application's mistakes: each is counted, or logged once with event and field, and nothing is thrown. */
@Timeout(60)
@SuppressWarnings("NullAway") // null is the case under test
class ApplicationFaultsTest {
    private static final Geometry LARGER =
            new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(8192, 4), 4, 512, 1 << 16);

    @TempDir
    Path dir;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestDaemon daemon;
    private Tracer tracer;

    /** An enumeration whose constants have bodies, so each has its own class. */
    private enum Side {
        BUY {
            @Override
            public String toString() {
                return "in";
            }
        },
        SELL {
            @Override
            public String toString() {
                return "out";
            }
        }
    }

    /** A text with arbitrary length and characters. */
    private record OddText(IntSupplier lengths, IntSupplier characters) implements CharSequence {
        @Override
        public int length() {
            return lengths.getAsInt();
        }

        @Override
        public char charAt(int index) {
            return (char) characters.getAsInt();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        log.start();
        logger().addAppender(log);
        daemon = new TestDaemon(dir);
        tracer = Tracer.connect(dir);
    }

    @AfterEach
    void close() {
        tracer.close();
        daemon.close();
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(EventType.class);
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void ready() throws InterruptedException {
        assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    private long malformed() {
        return IntStream.range(0, 8)
                .mapToObj(daemon.file::ring)
                .filter(Objects::nonNull)
                .map(ring -> ring.statistics())
                .mapToLong(RingStatistics::malformed)
                .sum();
    }

    @Test
    void shouldTakeNullNamesAndSymbolsForProblems() {
        Map<Long, String> nullLabel = new HashMap<>();
        nullLabel.put(1L, null);
        Map<Long, String> nullKey = new HashMap<>();
        nullKey.put(null, "x");
        List<EventType> types = List.of(
                tracer.event(null, "a").register(),
                tracer.event("x", null).register(),
                tracer.event("x", "a").u64(null).register(),
                tracer.event("x", "a").chars(null, 3).register(),
                tracer.event("x", "a").hex(null).register(),
                tracer.event("x", "a").symbols("s", null).register(),
                tracer.event("x", "a").symbols("s", nullLabel).register(),
                tracer.event("x", "a").symbols("s", nullKey).register(),
                tracer.event("x", "a").enumeration("e", (Class<Side>) null).register());
        assertThat(types).allSatisfy(type -> {
            assertThat(type.problem()).isPresent();
            assertThat(type.begin().u64(1).commit()).isFalse();
        });
        assertThat(lines()).hasSize(types.size());
    }

    @Test
    void shouldTakeANullDirectoryForNone() throws Exception {
        try (Tracer none = Tracer.connect(null)) {
            EventType type = none.event("x", "a").u64("n").register();
            assertThat(type.begin().u64(1).commit()).isFalse();
            assertThat(none.isAttached()).isFalse();
        }
    }

    @Test
    @SuppressWarnings({"unchecked", "GetClassOnEnum"}) // an application's mistake
    void shouldShowEnumsWhoseConstantsHaveBodies() throws Exception {
        Class<Side> body = (Class<Side>) (Class<?>) Side.BUY.getClass();
        EventType type = tracer.event("x", "side").enumeration("side", body).register();
        ready();
        assertThat(type.problem()).isEmpty();
        assertThat(type.begin().enumeration(Side.SELL).commit()).isTrue();
        assertThat(daemon.conductor.events().event("x", "side").format()).contains("\"SELL\"");
    }

    @Test
    void shouldCountTextsThatFailAndLogTheFirstWithItsField() throws Exception {
        EventType type = tracer.event("x", "text")
                .u64("n")
                .string("note")
                .chars("code", 8)
                .register();
        ready();
        List<CharSequence> odd = List.of(
                new OddText(fail("no length"), () -> 'a'),
                new OddText(() -> 5, fail("no character")),
                new OddText(() -> 5, () -> {
                    throw new AssertionError("an error");
                }),
                new OddText(
                        () -> {
                            throw new OutOfMemoryError("as the test asked for");
                        },
                        () -> 'a'));
        for (CharSequence text : odd) {
            assertThat(type.begin().u64(1).string(text).chars("ok").commit()).isFalse();
            assertThat(type.begin().u64(1).string("ok").chars(text).commit()).isFalse();
        }
        assertThat(malformed()).isEqualTo(2L * odd.size());
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("x:text", "note", "no length");
        assertThat(type.begin().u64(1).string("ok").chars("ok").commit()).isTrue();
    }

    /** An exception whose own message cannot be had. */
    private static final class SilentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SilentException(Throwable failure) {
            super(failure);
        }

        @Override
        public String getMessage() {
            if (getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("no message", getCause());
        }
    }

    @Test
    void shouldCountTextsWhoseExceptionsThrowThemselves() throws Exception {
        EventType type =
                tracer.event("x", "silent").string("note").chars("code", 8).register();
        ready();
        for (Throwable failure : List.of(new IOException(), new OutOfMemoryError("as the test asked for"))) {
            CharSequence text = new OddText(
                    () -> {
                        throw new SilentException(failure);
                    },
                    () -> 'a');
            assertThat(type.begin().string(text).chars("ok").commit()).isFalse();
            assertThat(type.begin().string("ok").chars(text).commit()).isFalse();
        }
        assertThat(malformed()).isEqualTo(4);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("x:silent", "note", SilentException.class.getName());
        assertThat(type.begin().string("ok").chars("ok").commit()).isTrue();
    }

    @Test
    void shouldTakeSymbolsWhoseExceptionsThrowThemselvesForAProblem() {
        Map<Long, String> symbols = new AbstractMap<>() {
            @Override
            public Set<Entry<Long, String>> entrySet() {
                throw new SilentException(new IOException());
            }
        };
        EventType type = tracer.event("x", "a").symbols("s", symbols).register();
        assertThat(type.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("field s", SilentException.class.getName()));
    }

    @Test
    void shouldCutTextsThatGrowAndStayWithinTheirRoom() throws Exception {
        EventType type = tracer.event("x", "text").string("note").u64("n").register();
        ready();
        for (int first : new int[] {0, 1, 500, -3}) {
            AtomicBoolean asked = new AtomicBoolean();
            CharSequence growing = new OddText(() -> asked.getAndSet(true) ? 1_000_000 : first, () -> 0xd83d);
            assertThat(type.begin().string(growing).u64(1).commit()).isTrue();
        }
        CharSequence endless = new OddText(() -> Integer.MAX_VALUE, () -> 'a');
        assertThat(type.begin().string(endless).u64(1).commit()).isTrue();
        assertThat(malformed()).isZero();
    }

    @Test
    void shouldRefuseASecondCommitAndOneByAnotherThread() throws Exception {
        EventType type = tracer.event("x", "twice").u64("n").register();
        ready();
        EventRecord record = type.begin().u64(1);
        assertThat(record.commit()).isTrue();
        assertThat(record.commit()).isFalse();
        EventRecord mine = type.begin().u64(2);
        AtomicBoolean theirs = new AtomicBoolean();
        Thread other = new Thread(() -> theirs.set(mine.commit()));
        other.start();
        other.join();
        assertThat(theirs).isFalse();
        assertThat(mine.commit()).isTrue();
        assertThat(malformed()).isEqualTo(2);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("x:twice", "second commit");
    }

    @Test
    void shouldRefuseASecondCommitOnAVirtualThread() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "no virtual threads before JDK 21");
        EventType type = tracer.event("x", "twice").u64("n").register();
        ready();
        List<Boolean> written = new CopyOnWriteArrayList<>();
        Runnable work = () -> {
            EventRecord record = type.begin().u64(1);
            written.add(record.commit());
            written.add(record.commit());
            written.add(type.begin().u64(2).commit());
        };
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
        thread.join();
        assertThat(written).containsExactly(true, false, true);
        assertThat(malformed()).isEqualTo(1);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("x:twice", "second commit");
    }

    @Test
    void shouldWriteEveryEventAfterAnyNumberOfAbandonedOnes() throws Exception {
        EventType outer = tracer.event("x", "outer").u64("n").register();
        EventType inner = tracer.event("x", "inner").u64("n").register();
        ready();
        EventRecord open = outer.begin();
        for (int i = 0; i < 100; i++) {
            abandon(inner);
            assertThat(inner.begin().u64(value(inner)).commit()).isTrue();
        }
        assertThat(open.u64(1).commit()).as("the event around them").isTrue();
        for (int i = 0; i < 100; i++) {
            abandon(outer);
            assertThat(outer.begin().u64(value(inner)).commit()).isTrue();
        }
        assertThat(malformed()).isZero();
        assertThat(lines()).isEmpty();
    }

    private static void abandon(EventType type) {
        try {
            type.begin().u64(Long.parseLong("no number"));
        } catch (NumberFormatException e) {
            // as an application would
        }
    }

    /** Computes a value, and writes an event while doing so. */
    private static long value(EventType type) {
        assertThat(type.begin().u64(7).commit()).isTrue();
        return 7;
    }

    @Test
    void shouldNotBeReadyBeforeACpuIsOnline() throws Exception {
        tracer.close();
        daemon.close();
        Files.delete(dir.resolve("buffer"));
        daemon = new TestDaemon(dir, "64");
        tracer = Tracer.connect(dir);
        EventType early = tracer.event("x", "early").u64("n").register();
        Eventually.until("an attached type", early::isRegistered);
        assertThat(tracer.awaitReady(Duration.ofMillis(100))).isFalse();
        TestDaemon.setOnline(dir, "0-1");
        ready();
        assertThat(early.begin().u64(1).commit()).isTrue();
    }

    @Test
    void shouldKeepALimitedNumberOfTypesHoweverManyNamesAreGenerated() throws Exception {
        int limit = 4096;
        try (Tracer alone = Tracer.connect(dir.resolve("nothing"))) {
            for (int i = 0; i < 10_000; i++) {
                EventType type = alone.event("shop", "order_" + i).u64("n").register();
                assertThat(type.problem().isPresent()).isEqualTo(i >= limit);
                assertThat(type.begin().u64(i).commit()).isFalse();
            }
            assertThat(alone.status().events()).hasSize(limit);
            EventType known = alone.event("shop", "order_0").u64("n").register();
            assertThat(known.problem()).isEmpty();
            assertThat(lines()).hasSize(1);
            assertThat(lines().get(0)).contains("shop:order_4096", "4096 event types");
        }
    }

    @Test
    void shouldPassOnTheDeathOfAThreadThatClosesATracer() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() < 20, "no Thread.stop from JDK 20 on");
        Path later = Files.createDirectory(dir.resolve("later"));
        System.setProperty("ringtail.flush", "10s");
        try (Tracer slow = Tracer.connect(later)) {
            slow.event("x", "early").u64("n").register().begin().u64(1).commit();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread closing = new Thread(slow::close);
            closing.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
            closing.start();
            Eventually.until("it waits", () -> closing.getState() == Thread.State.TIMED_WAITING);
            Thread.class.getMethod("stop").invoke(closing);
            closing.join();
            assertThat(thrown.get()).isInstanceOf(ThreadDeath.class);
            try (TestDaemon late = new TestDaemon(later)) {
                Eventually.until("nothing is early", () -> slow.status().earlyKept() == 0);
                assertThat(late.conductor).isNotNull();
            }
        } finally {
            System.clearProperty("ringtail.flush");
        }
    }

    @Test
    void shouldTakeAnyTimeLimit() throws Exception {
        assertThat(tracer.awaitReady(ChronoUnit.FOREVER.getDuration())).isTrue();
        assertThat(tracer.awaitReady(Duration.ofNanos(Long.MAX_VALUE))).isTrue();
        tracer.close();
        for (Duration limit : new Duration[] {null, Duration.ofSeconds(Long.MIN_VALUE), Duration.ofSeconds(-1)}) {
            assertThat(tracer.awaitReady(limit)).isFalse();
        }
        try (Tracer never = Tracer.connect(dir.resolve("nothing"))) {
            for (Duration limit : new Duration[] {null, Duration.ofSeconds(Long.MIN_VALUE), Duration.ofSeconds(-1)}) {
                assertThat(never.awaitReady(limit)).isFalse();
            }
        }
    }

    @Test
    void shouldWarnOfOtherFieldsUnderTheSameNameAndOfTheReservedSystem() throws Exception {
        EventType first = tracer.event("x", "b").u64("n").register();
        EventType second = tracer.event("x", "b").string("s").register();
        EventType reserved = tracer.event("ringtail", "mine").u64("n").register();
        ready();
        assertThat(first.begin().u64(1).commit()).isTrue();
        assertThat(second.begin().string("s").commit()).isTrue();
        assertThat(reserved.begin().u64(1).commit()).isTrue();
        assertThat(lines()).hasSize(2);
        assertThat(lines()).anySatisfy(line -> assertThat(line).contains("x:b ", "x:b__2"));
        assertThat(lines()).anySatisfy(line -> assertThat(line).contains("ringtail:mine"));
    }

    /** Two methods for one event, with long descriptions. */
    @TraceProvider("x")
    interface Described {
        /** Longer than a name, a system and a line. */
        String LONG = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 012345";

        @Description(LONG)
        void described(@Name("n") @Description(LONG) long n, @Name("m") @Description(LONG) long m);

        @Description(LONG)
        void described(@Name("s") @Description(LONG) String s);
    }

    @Test
    void shouldWarnOfOtherFieldsUnderTheSameNameOfDescribedEvents() throws Exception {
        tracer.provider(Described.class);
        ready();
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("x:described ", "x:described__2");
    }

    @Test
    void shouldNameTheFieldThatWasNotGivenAsDeclared() throws Exception {
        EventType wrong = tracer.event("x", "wrong").u64("n").string("s").register();
        EventType few = tracer.event("x", "few").u64("n").string("s").register();
        ready();
        assertThat(wrong.begin().string("s").u64(1).commit()).isFalse();
        assertThat(few.begin().u64(1).commit()).isFalse();
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0))
                .contains(
                        "x:wrong",
                        "field n (number 1, U64) was set as STRING",
                        "called from " + getClass().getName());
        assertThat(lines().get(1)).contains("x:few", "field s (number 2, STRING) was not set");
    }

    @Test
    void shouldWriteNothingIntoAFileThatWasReplaced() throws Exception {
        daemon.close();
        Files.delete(dir.resolve("buffer"));
        daemon = new TestDaemon(dir, "0-1", LARGER);
        EventType small = tracer.event("x", "small").u64("n").register();
        EventType big = tracer.event("x", "big").chars("text", 6_000).register();
        Eventually.until(
                "both write",
                () -> small.begin().u64(2).commit() && big.begin().chars("text").commit());
        EventRecord begun = small.begin().u64(1);
        daemon.close();
        Files.delete(dir.resolve("buffer"));
        daemon = new TestDaemon(dir);
        Eventually.until("the big one is refused", () -> big.problem().isPresent());
        Eventually.until(
                "the small one is registered anew", () -> small.begin().u64(2).commit());
        assertThat(big.isRegistered()).isFalse();
        assertThat(big.begin().chars("text").commit()).isFalse();
        assertThat(begun.commit()).as("begun for the old file").isFalse();
        assertThat(small.begin().u64(3).commit()).isTrue();
        assertThat(threadsWithSlots()).isEqualTo(1);
    }

    private long threadsWithSlots() {
        return IntStream.range(0, daemon.file.geometry().threadSlots())
                .map(slot -> daemon.file.geometry().threadSlotOffset(slot) + ThreadSlotDescriptor.TID_OFFSET)
                .filter(at -> daemon.file.metadata().getInt(at) != 0)
                .count();
    }

    private static IntSupplier fail(String why) {
        return () -> {
            throw new IllegalStateException(why);
        };
    }
}
