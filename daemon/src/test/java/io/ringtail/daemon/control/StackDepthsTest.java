package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.EventRecord;
import io.ringtail.client.EventType;
import io.ringtail.client.KeptSpan;
import io.ringtail.client.LostEvents;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceDuration;
import io.ringtail.client.typed.TraceEnabled;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import io.ringtail.daemon.buffer.RingStatistics;
import java.lang.reflect.Field;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each call of the event API at every depth of a stack that is about to end. */
@Timeout(100)
class StackDepthsTest extends RoomyDaemon {
    private static final CharSequence ANY = CharBuffer.wrap("any");
    private static final CharSequence NOTE = CharBuffer.wrap("note");
    private static final int LEVELS = 200;
    /** More than the daemon has. */
    private static final int THREAD_SLOTS = 520;

    private static final int STACK_BYTES = 256 << 10;
    private static final String OWN = "io.ringtail.client.";
    /** The methods that find out which method of a proxy was called: until then, there is nothing to be returned. */
    private static final List<String> LOOK_UP = List.of("invoke", "of");
    /** Written by the calls under test; events with another number are the test's own. */
    private static final int DEEP = 4711;

    private enum Side {
        BUY,
        SELL
    }

    /** A span with fields of its own. */
    interface Valued extends Span {
        Valued value(@Name("value") long value);

        Valued ratio(@Name("ratio") double ratio);

        Valued note(@Name("note") CharSequence note);
    }

    @TraceProvider("x")
    interface Events {
        void number(@Name("number") long number);

        void text(@Name("number") long number, @Name("text") String text);

        void any(@Name("number") long number, @Name("any") CharSequence any);

        @TraceSpan
        Span plain(@Name("number") long number);

        @TraceSpan
        Valued valued(@Name("number") long number);

        @TraceDuration
        Valued lasting(@Name("number") long number);

        @TraceEnabled("number")
        boolean isNumber();
    }

    /** A call of the API, and the name of the method that it calls. */
    private record Call(String method, Runnable call) {}

    /** What the calls came to. */
    private static final class Outcomes {
        int thrown;
        /** A store alone, since there may be no stack for a call. */
        final StackOverflowError[] errors = new StackOverflowError[LEVELS];
    }

    @Test
    void shouldThrowNothingFromWithinTheMethodsOfARecord() throws Exception {
        EventType all = tracer.event("x", "all")
                .u8("a")
                .u16("b")
                .u32("c")
                .u64("d")
                .s8("e")
                .s16("f")
                .s32("g")
                .s64("h")
                .bool("i")
                .f32("j")
                .f64("k")
                .enumeration("l", Side.class)
                .chars("m", 8)
                .string("n")
                .register();
        ready();
        EventRecord[] record = new EventRecord[1];
        List<Call> calls = List.of(
                new Call("isEnabled", all::isEnabled),
                new Call("isRegistered", all::isRegistered),
                new Call("begin", () -> record[0] = all.begin()),
                new Call("u8", () -> record[0].u8(1)),
                new Call("u16", () -> record[0].u16(1)),
                new Call("u32", () -> record[0].u32(1)),
                new Call("u64", () -> record[0].u64(1)),
                new Call("s8", () -> record[0].s8(1)),
                new Call("s16", () -> record[0].s16(1)),
                new Call("s32", () -> record[0].s32(1)),
                new Call("s64", () -> record[0].s64(1)),
                new Call("bool", () -> record[0].bool(true)),
                new Call("f32", () -> record[0].f32(1)),
                new Call("f64", () -> record[0].f64(1)),
                new Call("enumeration", () -> record[0].enumeration(Side.SELL)),
                new Call("chars", () -> record[0].chars("text")),
                new Call("string", () -> record[0].string("text")),
                new Call("commit", () -> record[0].commit()));
        inThread(() -> {
            for (int i = 0; i < 20; i++) {
                calls.forEach(call -> call.call.run());
            }
            for (Call call : calls) {
                record[0] = all.begin();
                check(call, descend(level -> call.call.run()));
                assertThat(record[0].commit()).as("after " + call.method).isIn(true, false);
            }
        });
        assertThat(writes(
                        () -> record[0] = all.begin(),
                        () -> calls.subList(3, 17).forEach(call -> call.call.run()),
                        () -> record[0].commit()))
                .isTrue();
    }

    private static boolean writes(Runnable begin, Runnable set, BooleanSupplier commit) throws Exception {
        Eventually.until("an event afterwards", () -> {
            begin.run();
            set.run();
            return commit.getAsBoolean();
        });
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldThrowNothingFromWithinTheMethodsOfAProvider(String way) throws Exception {
        Events events = provider(Events.class, way);
        ready();
        Valued[] open = {null};
        Span[] plain = {null};
        List<Call> calls = List.of(
                new Call("isNumber", events::isNumber),
                new Call("number", () -> events.number(DEEP)),
                new Call("text", () -> events.text(DEEP, "text")),
                new Call("any", () -> events.any(DEEP, ANY)),
                new Call("plain", () -> plain[0] = events.plain(DEEP)),
                new Call("close", () -> plain[0].close()),
                new Call("lasting", () -> open[0] = events.lasting(DEEP)),
                new Call("valued", () -> open[0] = events.valued(DEEP)),
                new Call("value", () -> open[0].value(1)),
                new Call("ratio", () -> open[0].ratio(1)),
                new Call("note", () -> open[0].note(NOTE)),
                new Call("close", () -> open[0].close()));
        inThread(() -> {
            for (int i = 0; i < 20; i++) {
                calls.forEach(call -> call.call.run());
            }
            for (Call call : calls) {
                plain[0] = events.plain(1);
                open[0] = events.valued(1);
                check(call, descend(level -> call.call.run()));
                plain[0].close();
                open[0].close();
            }
        });
        Eventually.until("nothing is owed", () -> sum(RingStatistics::pendingBytes) == 0);
        int before = events("number").size();
        events.number(1);
        assertThat(events("number")).hasSize(before + 1);
    }

    /**
     * Every event that a call has begun is delivered, or is in one of the counts. A call that threw has begun nothing,
     * or has left the event as it was: the application's commit counts it, or does not come.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountEveryEventThatIsNotWritten(boolean borrowing) throws Exception {
        EventType deep = tracer.event("x", "deep").u64("number").string("text").register();
        ready();
        CommitAccounts accounts = new CommitAccounts();
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; borrowing && i < THREAD_SLOTS; i++) {
            accounts.end(takeSlot(deep, end));
        }
        EventRecord[] records = new EventRecord[LEVELS];
        inThread(() -> {
            for (int i = 0; i < 20; i++) {
                accounts.end(deep.begin().u64(i).string("warm").commit());
            }
            for (int round = 0; round < 5; round++) {
                descend(level -> records[level] = deep.begin());
                accounts.commitAll(records, record -> record.u64(DEEP).string("deep"));
                fill(records, deep);
                descend(level -> records[level].u64(DEEP));
                accounts.commitAll(records, record -> record.string("deep"));
                fill(records, deep);
                descend(level -> records[level].u64(DEEP).string("deep"));
                accounts.commitAll(records, record -> {});
                fill(records, deep);
                descend(level ->
                        accounts.end(records[level].u64(DEEP).string("deep").commit()));
                descend(level -> deep.isEnabled());
            }
        });
        Eventually.until("nothing is owed", () -> sum(RingStatistics::pendingBytes) == 0);
        Eventually.until("an event afterwards", () -> {
            boolean written = deep.begin().u64(1).string("after").commit();
            accounts.end(written);
            return written;
        });
        end.countDown();
        assertThat(countedInTheEnd()).isEqualTo(accounts.lost);
        assertThat(events("deep")).hasSize(accounts.written);
        assertThat(sum(RingStatistics::ambiguous)).isZero();
    }

    /** Lets a thread that remains take a slot of its own, if there is one: those after it borrow theirs. */
    private static boolean takeSlot(EventType type, CountDownLatch end) throws InterruptedException {
        boolean[] written = {false};
        CountDownLatch done = new CountDownLatch(1);
        Runnable code = () -> {
            written[0] = type.begin().u64(1).string("").commit();
            done.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread thread = new Thread(null, code, "slot", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        done.await();
        return written[0];
    }

    /** A call that returns has written its event, or has counted it; one that throws has done neither. */
    @Test
    void shouldCountEveryEventOfAProviderThatIsNotWritten() throws Exception {
        Events events = tracer.provider(Events.class);
        ready();
        int[] returned = {0};
        inThread(() -> {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 20; i++) {
                    events.number(i);
                    events.text(i, "warm");
                    events.any(i, "warm");
                    returned[0] += 3;
                }
                returned[0] += LEVELS - descend(level -> events.number(DEEP)).thrown;
                returned[0] += LEVELS - descend(level -> events.text(DEEP, "text")).thrown;
                returned[0] += LEVELS - descend(level -> events.any(DEEP, ANY)).thrown;
            }
        });
        Eventually.until("nothing is owed", () -> sum(RingStatistics::pendingBytes) == 0);
        assertThat(countedInTheEnd() + delivered("number", "text", "any")).isEqualTo(returned[0]);
    }

    /** A span that is begun ends once: its end is written, or counted, also where a value could not be kept. */
    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldCountEveryEndOfASpanThatIsNotWritten(String way) throws Exception {
        Events events = provider(Events.class, way);
        ready();
        int[] begun = {0};
        Valued[] spans = new Valued[LEVELS];
        inThread(() -> {
            for (int i = 0; i < 20; i++) {
                events.lasting(i).value(1).ratio(1).note(NOTE).close();
            }
            begun[0] += 20;
            for (int round = 0; round < 5; round++) {
                begin(events, spans);
                descend(level -> spans[level].value(DEEP));
                end(spans);
                begin(events, spans);
                descend(level -> spans[level].note(NOTE));
                end(spans);
                begin(events, spans);
                descend(level -> spans[level].close());
                end(spans);
                begun[0] += 3 * LEVELS;
            }
        });
        Eventually.until("nothing is owed", () -> sum(RingStatistics::pendingBytes) == 0);
        assertThat(countedInTheEnd() + delivered("lasting")).isEqualTo(begun[0]);
    }

    private static void begin(Events events, Valued[] spans) {
        for (int i = 0; i < spans.length; i++) {
            spans[i] = events.lasting(DEEP);
        }
    }

    private static void end(Valued[] spans) {
        for (Valued span : spans) {
            span.close();
        }
    }

    /** The event of a type that is disabled is unwanted, and so is the end of its span. */
    @ParameterizedTest
    @ValueSource(strings = {"", "reflection"})
    void shouldNotCountTheEndOfASpanThatWasNotBegun(String way) throws Exception {
        Events events = provider(Events.class, way);
        ready();
        disable("lasting");
        Valued span = events.lasting(DEEP);
        inThread(() -> {
            for (int i = 0; i < 20; i++) {
                span.value(1).ratio(1).note(NOTE).close();
            }
            descend(level -> span.note(NOTE));
            descend(level -> span.close());
            span.close();
        });
        assertThat(countedInTheEnd()).isZero();
    }

    /** A value that could not be kept costs an end that would have been written, and no other. */
    @Test
    void shouldNotCountTheEndOfASpanThatIsUnwantedByThen() throws Exception {
        Events events = tracer.provider(Events.class);
        ready();
        Valued span = events.lasting(DEEP);
        Field spoiled = KeptSpan.class.getDeclaredField("spoiled");
        spoiled.setAccessible(true);
        spoiled.setBoolean(span, true);
        disable("lasting");
        span.close();
        assertThat(countedInTheEnd()).isZero();
    }

    private void disable(String name) {
        int id = Objects.requireNonNull(daemon.conductor.events().event("x", name))
                .id();
        daemon.file.metadata().putIntRelease(daemon.file.geometry().enableOffset(id), 0);
    }

    @Test
    void shouldHaveCountedWhatIsLostWhenTheTracerIsClosed() throws Exception {
        assertThat(tracer.event("x", "deep").register()).isNotNull();
        ready();
        lostEvents().add();
        tracer.close();
        assertThat(counted()).isEqualTo(1);
    }

    private long delivered(String... names) {
        return Stream.of(names).mapToLong(name -> events(name).size()).sum();
    }

    /** Returns how many events are counted once the sweep has moved all that are lost into an account. */
    private long countedInTheEnd() throws Exception {
        LostEvents lost = lostEvents();
        Eventually.until("a sweep", () -> isSettled(lost));
        return counted();
    }

    private static void fill(EventRecord[] records, EventType type) {
        for (int i = 0; i < records.length; i++) {
            records[i] = type.begin();
        }
    }

    private long counted() {
        return sum(RingStatistics::malformed)
                + sum(RingStatistics::repaired)
                + sum(RingStatistics::noSlot)
                + sum(RingStatistics::dropped);
    }

    private long sum(ToLongFunction<RingStatistics> count) {
        return IntStream.range(0, 2)
                .mapToObj(daemon.file::ring)
                .map(ring -> Objects.requireNonNull(ring).statistics())
                .mapToLong(count)
                .sum();
    }

    private static void inThread(Runnable code) throws InterruptedException {
        Throwable[] failure = {null};
        Thread thread = new Thread(null, code, "deep", STACK_BYTES);
        thread.setUncaughtExceptionHandler((dead, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertThat(failure[0]).isNull();
    }

    /** Makes a call at each of the last levels of the stack, from the deepest one up. */
    private static Outcomes descend(IntConsumer call) {
        Outcomes outcomes = new Outcomes();
        descend(call, outcomes);
        return outcomes;
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack is exhausted
    private static int descend(IntConsumer call, Outcomes outcomes) {
        int above;
        try {
            above = descend(call, outcomes) + 1;
        } catch (StackOverflowError e) {
            above = 0;
        }
        if (above < LEVELS) {
            try {
                call.accept(above);
            } catch (StackOverflowError e) {
                outcomes.errors[above] = e;
                outcomes.thrown++;
            }
        }
        return above;
    }

    /** Checks that the stack ended at the very call, if a call threw: nothing that it called can have thrown. */
    private static void check(Call call, Outcomes outcomes) {
        Map<String, Integer> bad = new TreeMap<>();
        for (StackOverflowError error : outcomes.errors) {
            if (error != null) {
                List<String> own = ownMethods(error);
                boolean atEntry = own.stream().allMatch(LOOK_UP::contains)
                        || (own.equals(List.of(call.method))
                                && error.getStackTrace()[0].getMethodName().equals(call.method));
                if (!atEntry) {
                    bad.merge(
                            Stream.of(error.getStackTrace())
                                    .limit(own.size() + 3)
                                    .toList()
                                    .toString(),
                            1,
                            Integer::sum);
                }
            }
        }
        assertThat(bad).as(call.method + " threw " + outcomes.thrown).isEmpty();
    }

    /** The methods of the library that were called from the deepest frame of the test. */
    private static List<String> ownMethods(Throwable error) {
        List<String> own = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frame.getClassName().startsWith(StackDepthsTest.class.getName())) {
                break;
            }
            if (frame.getClassName().startsWith(OWN)) {
                own.add(frame.getMethodName());
            }
        }
        return own;
    }
}
