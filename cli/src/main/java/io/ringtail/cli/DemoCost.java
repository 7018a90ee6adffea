package io.ringtail.cli;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.Unsigned;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures, for the demo, what an event costs once the JVM is warm: a provider's event, and a JFR event with the same
 * fields, in turns in one JVM. Prints the CPU time of each in ns as JSON, the median of some rounds.
 */
@Command(name = "demo-cost", hidden = true, description = "What ringtail demo measures.")
final class DemoCost implements Callable<Integer> {
    private static final Duration ATTACH_LIMIT = Duration.ofSeconds(10);
    private static final int EVENTS = 500_000;
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;

    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The demo's run directory.")
    private Path directory;

    /** The event. */
    @TraceProvider("demo")
    interface Events {
        void sale(@Unsigned long id, int quantity, @Unsigned long price);
    }

    /** The event in JFR. */
    @Name("demo.Sale")
    @StackTrace(false)
    static final class Sale extends Event {
        long id;
        int quantity;
        long price;
    }

    @Override
    public Integer call() throws Exception {
        try (Tracer tracer = Tracer.connect(directory);
                Recording recording = new Recording()) {
            Events events = tracer.provider(Events.class);
            if (!tracer.awaitReady(ATTACH_LIMIT)) {
                throw new CommandException("no daemon answers in " + directory + ": start the demo again");
            }
            recording.enable(Sale.class).withoutStackTrace().withoutThreshold();
            recording.setMaxSize(64L << 20);
            recording.start();
            double[] ours = new double[ROUNDS];
            double[] theirs = new double[ROUNDS];
            for (int i = -WARM_UP; i < ROUNDS; i++) {
                double one = nsPerEvent(id -> events.sale(id, 7, 1999));
                double other = nsPerEvent(DemoCost::jfr);
                if (i >= 0) {
                    ours[i] = one;
                    theirs[i] = other;
                }
            }
            Output output = Output.standard();
            output.line(
                    String.format(Locale.ROOT, "{\"ringtail_ns\":%.1f,\"jfr_ns\":%.1f}", median(ours), median(theirs)));
            output.flush();
        }
        return 0;
    }

    private static void jfr(long id) {
        Sale sale = new Sale();
        sale.id = id;
        sale.quantity = 7;
        sale.price = 1999;
        sale.commit();
    }

    private static double nsPerEvent(LongConsumer write) {
        long before = TIME.getCurrentThreadCpuTime();
        for (long id = 0; id < EVENTS; id++) {
            write.accept(id);
        }
        return (double) (TIME.getCurrentThreadCpuTime() - before) / EVENTS;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
