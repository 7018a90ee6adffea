package io.ringtail.client;

import io.ringtail.bench.jvm.CallBenchmark;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceDuration;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import io.ringtail.client.typed.Unsigned;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One event in Ringtail, one in JFR, and the minimum that any ring must do, in one run. */
@SuppressWarnings("NullAway.Init") // JMH calls attach() before anything else
public class EventBenchmark extends CallBenchmark {
    private static final String TEXT = "sixteen-letters!";

    private static final String[] TEXTS = IntStream.range(0, 16)
            .mapToObj(i -> String.format(Locale.ROOT, "other-letters-%02d", i))
            .toArray(String[]::new);

    private final AtomicLong reserve = new AtomicLong();
    private final AtomicLong commit = new AtomicLong();
    private BenchBuffer buffer;
    private EventType plain;
    private EventType withText;
    private EventType disabled;
    private Orders orders;
    private Orders silentOrders;
    private Recording recording;
    private long count;

    /** Attaches, and starts a JFR recording into memory. */
    @Setup
    public void attach() throws Exception {
        buffer = new BenchBuffer();
        plain = buffer.type("plain", false, true);
        withText = buffer.type("text", true, true);
        disabled = buffer.type("disabled", false, false);
        orders = buffer.provider(Orders.class, true);
        silentOrders = buffer.provider(Orders.class, false);
        recording = new Recording();
        recording.enable(Order.class).withoutStackTrace().withoutThreshold();
        recording.enable(Note.class).withoutStackTrace().withoutThreshold();
        recording.setMaxSize(64L << 20);
        recording.start();
    }

    /** Stops and removes everything. */
    @TearDown
    public void detach() throws Exception {
        recording.close();
        buffer.close();
    }

    /** An event of u64, s32, u64. */
    @Benchmark
    public boolean ringtail() {
        long id = count++;
        return plain.isEnabled() && plain.begin().u64(id).s32(7).u64(1999).commit();
    }

    /** An event of u64, s32, u64 and a 16-character text. */
    @Benchmark
    public boolean ringtailWithText() {
        long id = count++;
        return withText.isEnabled()
                && withText.begin().u64(id).s32(7).u64(1999).string(TEXT).commit();
    }

    /** A disabled event. */
    @Benchmark
    public boolean ringtailDisabled() {
        long id = count++;
        return disabled.isEnabled() && disabled.begin().u64(id).s32(7).u64(1999).commit();
    }

    /** The event by a provider's method. */
    @Benchmark
    public void typed() {
        orders.order(count++, 7, 1999);
    }

    /** The event with a 16-character text by a provider's method. */
    @Benchmark
    public void typedWithText() {
        orders.note(count++, 7, 1999, TEXT);
    }

    /** The event with another 16-character text each time. */
    @Benchmark
    public void typedWithOtherText() {
        long id = count++;
        orders.note(id, 7, 1999, TEXTS[(int) id & (TEXTS.length - 1)]);
    }

    /** A disabled event by a provider's method. */
    @Benchmark
    public void typedDisabled() {
        silentOrders.order(count++, 7, 1999);
    }

    /** A span: two events, one of them with a number. */
    @Benchmark
    @SuppressWarnings("try")
    public void typedSpan() {
        try (Span span = orders.match(count++)) {}
    }

    /** A span whose end has a number. */
    @Benchmark
    public void typedSpanWithStatus() {
        try (Request span = orders.request(count++)) {
            span.status(200);
        }
    }

    /** A span as one event, with its duration and two numbers. */
    @Benchmark
    public void typedDuration() {
        try (Request span = orders.query(count++)) {
            span.status(200);
        }
    }

    /** The bare loop. */
    @Benchmark
    public boolean nothing() {
        return count++ < 0;
    }

    /** A clock, a compare-and-set, an atomic add: the indispensable work of a ring of this kind. */
    @Benchmark
    public long clockAndTwoAtomics() {
        long now = System.nanoTime();
        long word = reserve.get();
        reserve.compareAndSet(word, word + now);
        return commit.getAndAdd(1);
    }

    /** A custom JFR event with the same fields. */
    @Benchmark
    public void jfr() {
        Order order = new Order();
        order.id = count++;
        order.quantity = 7;
        order.price = 1999;
        order.commit();
    }

    /** A custom JFR event with the same fields and a 16-character text. */
    @Benchmark
    public void jfrWithText() {
        Note order = new Note();
        order.id = count++;
        order.quantity = 7;
        order.price = 1999;
        order.note = TEXT;
        order.commit();
    }

    /** A custom JFR event with another 16-character text each time. */
    @Benchmark
    public void jfrWithOtherText() {
        Note order = new Note();
        order.id = count++;
        order.quantity = 7;
        order.price = 1999;
        order.note = TEXTS[(int) order.id & (TEXTS.length - 1)];
        order.commit();
    }

    /** A disabled JFR event. */
    @Benchmark
    public void jfrDisabled() {
        Silent order = new Silent();
        order.id = count++;
        order.quantity = 7;
        order.price = 1999;
        order.commit();
    }

    /** The events of a provider. */
    @TraceProvider("bench")
    interface Orders {
        void order(@Unsigned @Name("id") long id, @Name("quantity") int quantity, @Unsigned @Name("price") long price);

        void note(
                @Unsigned @Name("id") long id,
                @Name("quantity") int quantity,
                @Unsigned @Name("price") long price,
                @Name("note") String note);

        @TraceSpan
        Span match(@Unsigned @Name("id") long id);

        @TraceSpan
        Request request(@Unsigned @Name("id") long id);

        @TraceDuration
        Request query(@Unsigned @Name("id") long id);
    }

    /** A span whose end has a status. */
    interface Request extends Span {
        Request status(@Name("status") int status);
    }

    /** The event in JFR with a text. */
    @jdk.jfr.Name("bench.Note")
    @Label("Note")
    @Category("Bench")
    @StackTrace(false)
    static final class Note extends Event {
        long id;
        int quantity;
        long price;
        String note;
    }

    /** An event that no recording enables. */
    @jdk.jfr.Name("bench.Silent")
    @Label("Silent")
    @Category("Bench")
    @StackTrace(false)
    @Enabled(false)
    static final class Silent extends Event {
        long id;
        int quantity;
        long price;
    }

    /** The event in JFR. */
    @jdk.jfr.Name("bench.Order")
    @Label("Order")
    @Category("Bench")
    @StackTrace(false)
    static final class Order extends Event {
        long id;
        int quantity;
        long price;
    }
}
