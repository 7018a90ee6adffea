package io.ringtail.bench;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.Unsigned;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * What a tracer's start costs the thread that asks for it: its first logger, {@code connect}, the first provider, and
 * the first event; and the same again on another directory, with all classes loaded.
 *
 * <p>{@code StartCost DIR OTHER-DIR}; needs a daemon on DIR. Prints one line of JSON: of each step its time, the
 * thread's CPU time in ms, and how many classes the whole JVM loaded meanwhile, on the conductor's thread too.
 */
public final class StartCost {
    private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<String> steps = new ArrayList<>();
    private long lastNs;
    private long lastCpuNs;
    private int lastClasses;

    private StartCost() {}

    /** The event. */
    @TraceProvider("bench")
    interface Orders {
        void order(@Unsigned @Name("id") long id, @Name("quantity") int quantity, @Unsigned @Name("price") long price);
    }

    /** Measures one start after the other. */
    public static void main(String[] args) throws InterruptedException {
        StartCost cost = new StartCost();
        cost.begin();
        LoggerFactory.getLogger(StartCost.class);
        cost.step("logger");
        try (Tracer tracer = cost.start(Path.of(args[0]), "")) {
            if (!tracer.awaitReady(Duration.ofSeconds(30))) {
                throw new IllegalStateException(tracer.status().toString());
            }
            cost.begin();
            cost.start(Path.of(args[1]), "again_").close();
        }
        System.out.println("{" + String.join(",", cost.steps) + "}");
    }

    private Tracer start(Path directory, String prefix) {
        Tracer tracer = Tracer.connect(directory);
        step(prefix + "connect");
        Orders orders = tracer.provider(Orders.class);
        step(prefix + "provider");
        orders.order(1, 7, 1999);
        step(prefix + "event");
        return tracer;
    }

    /** Begins a step; once before, so that nothing of the measurement itself is left to load. */
    private void begin() {
        for (int i = 0; i < 2; i++) {
            step("");
        }
    }

    private void step(String name) {
        long ns = System.nanoTime();
        long cpuNs = threads.getCurrentThreadCpuTime();
        int loaded = classes.getLoadedClassCount();
        String line = String.format(
                Locale.ROOT,
                "\"%s_ms\":%.3f,\"%s_cpu_ms\":%.3f,\"%s_classes\":%d",
                name,
                (ns - lastNs) / 1e6,
                name,
                (cpuNs - lastCpuNs) / 1e6,
                name,
                loaded - lastClasses);
        if (!name.isEmpty()) {
            steps.add(line);
        }
        lastClasses = classes.getLoadedClassCount();
        lastCpuNs = threads.getCurrentThreadCpuTime();
        lastNs = System.nanoTime();
    }
}
