package io.ringtail.system;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.AsyncId;
import io.ringtail.client.typed.Decimals;
import io.ringtail.client.typed.Description;
import io.ringtail.client.typed.FixedLength;
import io.ringtail.client.typed.FlowId;
import io.ringtail.client.typed.InitiallyDisabled;
import io.ringtail.client.typed.JavaThread;
import io.ringtail.client.typed.Label;
import io.ringtail.client.typed.Level;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Sampled;
import io.ringtail.client.typed.Severity;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.StackTrace;
import io.ringtail.client.typed.TraceContext;
import io.ringtail.client.typed.TraceDuration;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import io.ringtail.client.typed.Unit;
import io.ringtail.client.typed.Unsigned;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An application with spans of every kind and described events; its arguments are a run directory and a number of rounds. */
final class SpanApplication {
    private SpanApplication() {}

    /** How a request ended. */
    enum Outcome {
        SERVED,
        FAILED
    }

    /** A span that takes each kind of field. */
    interface RequestSpan extends Span {
        RequestSpan status(int status);

        void bytes(@Unsigned long bytes);

        Span ratio(double ratio);

        RequestSpan share(float share);

        RequestSpan outcome(Outcome outcome);

        RequestSpan cached(boolean cached);

        RequestSpan message(CharSequence message);

        RequestSpan small(byte small);

        @Name("text")
        RequestSpan named(String text);

        default RequestSpan failed() {
            return outcome(Outcome.FAILED).status(500);
        }
    }

    /** A span whose end has a text of fixed length. */
    interface CodeSpan extends Span {
        CodeSpan code(@FixedLength(4) String code);
    }

    /** A type that is no span: it has a method with two parameters. */
    interface WrongSpan extends Span {
        WrongSpan two(int one, int other);
    }

    /** Its events. */
    @TraceProvider("web")
    @Level(Severity.INFO)
    interface WebEvents {
        @TraceSpan
        @Label("Request")
        @Description("A request, from its first byte\n\tto the last of the answer.\n")
        RequestSpan request(long id, @Label("Path") @Description("Without the query.") @Nullable String path);

        @TraceSpan
        CodeSpan coded(int number);

        @TraceSpan
        RequestSpan proxied(@AsyncId long exchange, String host);

        @TraceDuration
        RequestSpan query(String sql, @Unit("rows") int rows);

        @TraceDuration(value = "slow_query", threshold = "30ms")
        Span onlySlow(String sql);

        @TraceDuration(value = "slow_query", threshold = "3600s")
        Span onlySlower(String sql);

        @TraceDuration
        @StackTrace(depth = 1)
        Span stalled();

        @Label("")
        void sent(@FlowId long message);

        @Level(Severity.DEBUG)
        @InitiallyDisabled
        void detail(int value);

        void price(
                @Decimals(4) @Unit("EUR") long price,
                @Decimals(2) short change,
                @Unsigned @Decimals(9) int part,
                @Decimals(1) byte tenths);

        @StackTrace(depth = 2)
        void where(int value);

        @TraceContext
        void traced(int value);

        @JavaThread
        @TraceSpan
        RequestSpan task(int number);

        @Sampled(every = 1_000_000_000)
        @TraceSpan
        Span seldom(int value);

        @TraceSpan
        WrongSpan wrong();

        @TraceDuration(threshold = "soon")
        Span badThreshold();
    }

    /** Writes the events once they are ready. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        try (Tracer tracer = Tracer.connect(Path.of(args[0]))) {
            WebEvents events = tracer.provider(WebEvents.class);
            tracer.awaitReady(Duration.ofSeconds(30));
            for (int i = 0; i < rounds; i++) {
                write(events, i);
            }
            writeAcrossThreads(events);
            writeSlowly(events);
            events.price(-123_400, (short) -5, -1, (byte) -128);
            events.price(5, (short) 1234, 1, (byte) 9);
        }
        System.out.println("written");
        System.out.flush();
    }

    @SuppressWarnings("try") // spans are closed early, too
    private static void write(WebEvents events, int i) {
        try (RequestSpan outer = events.request(i, "/a");
                RequestSpan inner = events.request(-i, null)) {
            outer.status(200).cached(true).small((byte) -1).share(0.25f).named("t" + i);
            outer.bytes(-1L);
            try (RequestSpan query = events.query("select " + i, i)) {
                query.outcome(Outcome.SERVED).message("m");
            }
            try (CodeSpan coded = events.coded(i)) {
                coded.code("abcdef");
            }
            inner.failed().message(CharBuffer.wrap("built")).ratio(0.5);
        }
        events.sent(i);
        events.detail(i);
        events.where(i);
        events.traced(i);
        try (Span seldom = events.seldom(i);
                WrongSpan wrong = events.wrong();
                Span bad = events.badThreshold()) {
            wrong.two(1, 2).close();
            seldom.close();
            bad.close();
        }
    }

    private static void writeAcrossThreads(WebEvents events) throws InterruptedException {
        RequestSpan one = events.proxied(1, "h1");
        RequestSpan other = events.proxied(2, "h2");
        Thread thread = new Thread(() -> {
            other.status(7).close();
            one.status(8).close();
        });
        thread.start();
        thread.join();
        Thread virtual = virtual(() -> events.task(1).status(2).close());
        virtual.join();
        Span own = events.stalled();
        Thread foreign = new Thread(own::close);
        foreign.start();
        foreign.join();
        own.close();
        own.close();
    }

    /** Starts a virtual thread, or a thread where there are none. */
    private static Thread virtual(Runnable task) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class).invoke(builder, "worker");
            return (Thread) type.getMethod("start", Runnable.class).invoke(named, task);
        } catch (NoSuchMethodException e) {
            Thread thread = new Thread(task, "worker");
            thread.start();
            return thread;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeSlowly(WebEvents events) {
        events.onlySlower("fast").close(); // however long this thread waits for a CPU
        Span slow = events.onlySlow("slow");
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(31);
        while (System.nanoTime() - endNs < 0) {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }
        slow.close();
    }
}
