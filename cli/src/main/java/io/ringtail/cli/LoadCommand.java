package io.ringtail.cli;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail load}: runs a sample producer in this JVM. */
@Command(
        name = "load",
        description = {
            "Writes load:tick events (u64 seq, s32 thread, string note) from this JVM, as an application would.",
            "",
            "In each thread, seq counts from 0. At the end, the command prints one line of JSON:"
                    + " {\"emitted\":…,\"dropped\":…,\"ns_per_event\":…,\"warmup_ns_per_event\":…}; dropped is the"
                    + " number of these events that were dropped for lack of room, and ns_per_event the CPU time of one"
                    + " event. If a thread writes more than 100,000 events, those count apart, as its warm-up."
        },
        footer = {
            "  ringtail load --threads 4 --count 250000",
            "  ringtail load --count 100000 --rate 1000 --payload 200"
        })
final class LoadCommand implements Callable<Integer> {
    private static final int MAX_THREADS = 10_000;
    private static final int MAX_PAYLOAD = 60_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description = "How many threads write (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many events each thread writes (default: ${DEFAULT-VALUE}).")
    private long count;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "0",
            description = "How many events per second all threads write together; 0 is no limit (default: 0).")
    private double rate;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "16",
            converter = SizeConverter.class,
            description = "The length of note (default: ${DEFAULT-VALUE}).")
    private long payload;

    @Option(
            names = "--wait",
            paramLabel = "D",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long to wait for a daemon (default: ${DEFAULT-VALUE}).")
    private Duration attachLimit;

    @Override
    public Integer call() throws Exception {
        checkOptions();
        AtomicBoolean ending = new AtomicBoolean();
        EndSignals.onFirst(() -> ending.set(true));
        Path chosen = directory.orDefault();
        try (Tracer tracer = Tracer.connect(chosen)) {
            EventType tick = tracer.event("load", "tick")
                    .u64("seq")
                    .s32("thread")
                    .string("note")
                    .register();
            awaitReady(tracer, tick, chosen);
            Output output = Output.standard();
            output.line(run(tick, ending));
            output.flush();
        }
        return 0;
    }

    private void checkOptions() {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new ParameterException(
                    spec.commandLine(), "--threads is " + threads + ": give a number from 1 to " + MAX_THREADS);
        }
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count is " + count + ": give a number above 0");
        }
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new ParameterException(
                    spec.commandLine(), "--rate is " + rate + ": give a number of events per second, or 0");
        }
        if (payload > MAX_PAYLOAD) {
            throw new ParameterException(
                    spec.commandLine(), "--payload is " + payload + ": give a number up to " + MAX_PAYLOAD);
        }
    }

    private void awaitReady(Tracer tracer, EventType tick, Path chosen) throws CommandException, InterruptedException {
        boolean ready = tracer.awaitReady(attachLimit);
        Optional<String> problem = tick.problem();
        if (problem.isPresent()) {
            throw new CommandException("cannot register load:tick with the daemon in " + chosen + ": " + problem.get());
        }
        if (!ready) {
            String reason = tracer.status().reason();
            throw new CommandException("not attached after " + attachLimit.toSeconds() + " s: "
                    + (reason.isEmpty()
                            ? "the daemon in " + chosen + " does not answer: try ringtail doctor"
                            : reason));
        }
    }

    private String run(EventType tick, AtomicBoolean ending) throws InterruptedException {
        String note = "x".repeat((int) payload);
        CountDownLatch start = new CountDownLatch(1);
        List<LoadThread> writers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            LoadThread writer = new LoadThread(tick, thread, count, rate / threads, note, start, ending);
            writers.add(writer);
            writer.start();
        }
        start.countDown();
        for (LoadThread writer : writers) {
            writer.join();
        }
        long written = writers.stream().mapToLong(LoadThread::written).sum();
        long dropped = writers.stream().mapToLong(LoadThread::dropped).sum();
        long busyNs = writers.stream().mapToLong(LoadThread::busyNs).sum();
        long warmUpEvents = writers.stream().mapToLong(LoadThread::warmUpEvents).sum();
        long warmUpNs = writers.stream().mapToLong(LoadThread::warmUpNs).sum();
        return String.format(
                Locale.ROOT,
                "{\"emitted\":%d,\"dropped\":%d,\"ns_per_event\":%.1f,\"warmup_ns_per_event\":%.1f}",
                written + dropped,
                dropped,
                (double) (busyNs - warmUpNs) / Math.max(1, written + dropped - warmUpEvents),
                (double) warmUpNs / Math.max(1, warmUpEvents));
    }
}
