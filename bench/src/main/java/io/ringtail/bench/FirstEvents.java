package io.ringtail.bench;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.Unsigned;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;

/**
 * What the first events cost in a fresh JVM, and what a tracer's start costs the thread that asks for it.
 *
 * <p>{@code FirstEvents typed DIR} needs a daemon; {@code FirstEvents jfr}. Prints one line of JSON.
 */
public final class FirstEvents {
    private static final int COUNT = 100_000;
    private static final long PRICE = 1999;

    private FirstEvents() {}

    /** The event of the comparison. */
    @TraceProvider("bench")
    interface Orders {
        void order(@Unsigned @Name("id") long id, @Name("quantity") int quantity, @Unsigned @Name("price") long price);
    }

    /** The event in JFR. */
    @jdk.jfr.Name("bench.First")
    @Label("First")
    @Category("Bench")
    @StackTrace(false)
    static final class Order extends Event {
        long id;
        int quantity;
        long price;
    }

    /** Measures one of the two. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("jfr")) {
            jfr();
        } else {
            typed(Path.of(args[1]));
        }
    }

    private static void typed(Path directory) throws InterruptedException {
        int before = loaded();
        long startNs = System.nanoTime();
        try (Tracer tracer = Tracer.connect(directory)) {
            Orders orders = tracer.provider(Orders.class);
            orders.order(0, 7, PRICE);
            long startedNs = System.nanoTime();
            int classes = loaded() - before;
            if (!tracer.awaitReady(Duration.ofSeconds(30))) {
                throw new IllegalStateException(tracer.status().toString());
            }
            long cpuNs = cpuNs();
            long beginNs = System.nanoTime();
            for (int i = 0; i < COUNT; i++) {
                orders.order(i, 7, PRICE);
            }
            print("typed", System.nanoTime() - beginNs, cpuNs() - cpuNs, startedNs - startNs, classes);
        }
    }

    private static void jfr() {
        int before = loaded();
        long startNs = System.nanoTime();
        try (Recording recording = new Recording()) {
            recording.enable(Order.class).withoutStackTrace().withoutThreshold();
            recording.start();
            commit(0);
            long startedNs = System.nanoTime();
            int classes = loaded() - before;
            long cpuNs = cpuNs();
            long beginNs = System.nanoTime();
            for (int i = 0; i < COUNT; i++) {
                commit(i);
            }
            print("jfr", System.nanoTime() - beginNs, cpuNs() - cpuNs, startedNs - startNs, classes);
        }
    }

    private static void commit(long id) {
        Order order = new Order();
        order.id = id;
        order.quantity = 7;
        order.price = PRICE;
        order.commit();
    }

    private static int loaded() {
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    /** Returns the CPU time of the whole process, in steps of 10 ms: the JIT compiler's threads are the larger part. */
    private static long cpuNs() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void print(String what, long firstNs, long cpuNs, long startNs, int classes) {
        System.out.printf(
                Locale.ROOT,
                "{\"what\":\"%s\",\"first_100000_ns_per_event\":%.1f,\"first_100000_cpu_ns_per_event\":%.1f,"
                        + "\"start_ms\":%.1f,\"classes\":%d}%n",
                what,
                (double) firstNs / COUNT,
                (double) cpuNs / COUNT,
                startNs / 1e6,
                classes);
    }
}
