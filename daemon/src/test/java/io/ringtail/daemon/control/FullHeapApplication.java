package io.ringtail.daemon.control;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceDuration;
import io.ringtail.client.typed.TraceProvider;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that fills its heap, writes events while it is full, empties it, and writes more. It prints how many
 * events it tried to write, and what was thrown at it.
 */
final class FullHeapApplication {
    private static final int ROUNDS = 3;
    /** More arrays than fit into the heap. */
    private static final int MOST = 100_000;
    /** The steps that write events come first. */
    private static final int WRITING = 7;

    private static final int LONGER_THAN_A_RECORD = 3000;

    private enum Side {
        BUY,
        SELL
    }

    /** A span with a field of its own. */
    interface Noted extends Span {
        Noted note(@Name("note") CharSequence note);
    }

    @TraceProvider("x")
    interface Events {
        void first(@Name("number") long number);

        void text(@Name("number") long number, @Name("text") CharSequence text);

        @TraceDuration
        Noted noted(@Name("number") long number);
    }

    /** A call that tries to write a number of events. */
    private record Step(int index, int events, Runnable code) {}

    private static final byte[][] NOTHING = {};

    private final Tracer tracer;
    private final List<Step> steps = new ArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    /** Set by stores alone. */
    private final Throwable[] thrown = new Throwable[10];

    private volatile boolean full;
    private byte[][] ballast = new byte[MOST][];
    private int filled;

    private FullHeapApplication(Path dir) {
        tracer = Tracer.connect(dir);
    }

    /** Runs the application on a run directory. */
    public static void main(String[] args) throws Exception {
        new FullHeapApplication(Path.of(args[0])).run();
    }

    private void run() throws Exception {
        EventType numbers = tracer.event("x", "numbers").u64("number").register();
        EventType unused = tracer.event("x", "unused").u64("a").u8("b").register();
        EventType texts = tracer.event("x", "texts")
                .string("text")
                .chars("chars", 8)
                .enumeration("side", Side.class)
                .register();
        Events events = tracer.provider(Events.class);
        require(tracer.awaitReady(Duration.ofSeconds(20)), "ready");
        String grows = "x".repeat(LONGER_THAN_A_RECORD);
        CharSequence mutable = CharBuffer.wrap(grows);
        add(1, () -> numbers.begin().u64(1).commit());
        add(1, () -> unused.begin().u64(1).u8(2).commit());
        add(
                1,
                () -> texts.begin()
                        .string(grows)
                        .chars(grows)
                        .enumeration(Side.SELL)
                        .commit());
        add(1, () -> numbers.begin().commit());
        add(1, () -> events.first(1));
        add(1, () -> events.text(1, mutable));
        add(1, () -> events.noted(1).note(mutable).close());
        // The JVM makes the string of a constant when it is first used.
        String[] words = {"x", "late", "number", "text"};
        add(
                0,
                () -> tracer.event(words[0], words[1])
                        .u64(words[2])
                        .string(words[3])
                        .register());
        add(0, () -> tracer.status());
        add(0, () -> tracer.snapshot(words[1]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITING; i++) {
            Step step = steps.get(i);
            Thread thread = new Thread(() -> writeFirst(step));
            threads.add(thread);
            thread.start();
        }
        numbers.begin().u64(0).commit();
        attempts.incrementAndGet();
        whileFull();
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < ROUNDS; i++) {
            steps.subList(0, WRITING).forEach(this::attempt);
        }
        EventType after = tracer.event("x", "after").u64("number").register();
        require(tracer.awaitReady(Duration.ofSeconds(40)), "ready again");
        require(after.begin().u64(1).commit(), "an event of a new type");
        report();
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            System.out.println("failed: " + what);
            System.exit(1);
        }
    }

    private void add(int events, Runnable code) {
        steps.add(new Step(steps.size(), events, code));
    }

    /** A thread's first event, while the heap is full. */
    private void writeFirst(Step step) {
        while (!full) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < ROUNDS; i++) {
            attempt(step);
        }
    }

    private void whileFull() {
        try {
            fill(1 << 20);
        } catch (OutOfMemoryError e) {
            // as it should be
        }
        full = true;
        for (int i = 0; i < ROUNDS; i++) {
            for (int step = 0; step < steps.size(); step++) {
                try {
                    fill(1 << 12);
                } catch (OutOfMemoryError e) {
                    attempt(steps.get(step));
                }
            }
        }
        ballast = NOTHING;
    }

    /** Fills the heap to the last bytes. */
    private void fill(int largest) {
        int size = largest;
        while (true) {
            try {
                ballast[filled] = new byte[size];
                filled = (filled + 1) % ballast.length;
            } catch (OutOfMemoryError e) {
                if (size == 1) {
                    throw e;
                }
                size /= 16;
            }
        }
    }

    private void attempt(Step step) {
        attempts.getAndAdd(step.events());
        try {
            step.code().run();
        } catch (Throwable e) {
            thrown[step.index()] = e;
        }
    }

    private void report() {
        for (int i = 0; i < thrown.length; i++) {
            Throwable each = thrown[i];
            if (each != null) {
                each.printStackTrace(System.out);
                System.out.println("thrown: " + each + " by step " + i);
            }
        }
        System.out.println("attempts: " + attempts.get());
        tracer.close();
    }
}
