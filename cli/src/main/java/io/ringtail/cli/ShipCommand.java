package io.ringtail.cli;

import io.ringtail.daemon.NodeName;
import io.ringtail.reader.fleet.FleetShipper;
import io.ringtail.reader.fleet.FleetSnapshots;
import io.ringtail.reader.fleet.MemberOptions;
import io.ringtail.reader.fleet.ShipCounts;
import io.ringtail.reader.fleet.ShipOptions;
import io.ringtail.reader.fleet.Shipping;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail ship}: a daemon's events into Kafka. */
@Command(
        name = "ship",
        description = {
            "Ships a daemon's events to Apache Kafka: pages into PREFIX.pages, what decodes them into PREFIX.meta.",
            "",
            "It runs until it is ended. While the daemon or the brokers are away it waits, and holds no more than a"
                    + " page of each CPU and 24 MiB: the rings are the queue, and what is overwritten there meanwhile is"
                    + " stated as lost. A shipper that starts again finds its last positions in the topic, and resumes"
                    + " there.",
            "",
            "Kafka needs ringtail-kafka.jar and Kafka's client beside ringtail.jar. The topics must exist: see ringtail"
                    + " topics."
        },
        footer = {
            "  ringtail topics --kafka broker:9092 --partitions 64 --replication 3",
            "  ringtail ship --kafka broker:9092,other:9092",
            "  ringtail ship --kafka broker:9093 --kafka-config /etc/ringtail/kafka.properties --metrics"
                    + " 127.0.0.1:9465",
            "  ringtail ship --kafka broker:9092 --event 'http:*' --filter 'duration > 100ms' --from now"
        })
final class ShipCommand implements Callable<Integer> {
    private static final long MOST_DELAY_MS = 10_000;
    /** The options about pages that are shipped without a request. */
    private static final List<String> OF_SHIPPING = List.of(
            "--from",
            "--since",
            "--lossless",
            "--cpu",
            "--event",
            "--filter",
            "--tid",
            "--pid",
            "--delay",
            "--metrics");

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private DaemonOptions where;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "This host's name in the topics: letters, digits, '.', '_' and '-'. Each daemon, and each instance"
                            + " of one, needs its own (default: the kernel's node name).")
    private @Nullable String host;

    @Option(
            names = "--from",
            paramLabel = "now|oldest",
            description = "Where to begin if the topics have nothing of the rings yet: with the next event, or with the"
                    + " oldest that is still in the rings (default: oldest).")
    private StreamOptions.@Nullable From from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Instead of --from: begin with what the rings still have of a time, as with ringtail tail.")
    private @Nullable String since;

    @Option(
            names = "--lossless",
            description = "In discard mode, make full rings wait for this command, and drop new events meanwhile.")
    private boolean lossless;

    @Mixin
    private CpuOption cpus;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private ProcessOption process;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "50ms",
            description = "How long a page that is not full waits for more events of its CPU: longer makes fewer and"
                    + " larger records (default: 50ms).")
    private Duration delay;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            description =
                    "Serve the shipper's metrics there for Prometheus, at /metrics; a loopback address (default: not"
                            + " at all).")
    private @Nullable String metrics;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop after this time, like 500ms, 10s or 2m (default: when interrupted).")
    private @Nullable Duration duration;

    @Mixin
    private FleetMemberOptions member;

    @Override
    public Integer call() throws Exception {
        kafka.requireGiven();
        if (delay.toMillis() > MOST_DELAY_MS) {
            throw new ParameterException(
                    spec.commandLine(), "--delay is " + delay.toMillis() + " ms: give at most " + MOST_DELAY_MS + "ms");
        }
        ShipOptions options = new ShipOptions(host == null ? NodeName.own() : host, query(), delay.toNanos());
        MemberOptions part = member.of(options.host());
        PrintWriter err = spec.commandLine().getErr();
        if (member.isOnly()) {
            requireNoneOfShipping();
            return takePartOnly(part, err);
        }
        try (KafkaModule module = KafkaModule.load();
                FleetSnapshots.@Nullable Membership joined = join(module, part, err);
                Shipping shipping = module.service(FleetShipper.class)
                        .ship(kafka.settings(), options, where::find, notice -> say(err, notice));
                ShipMetrics served = ShipMetrics.serve(metrics, shipping, new KnownDaemon(where))) {
            say(err, "shipping as " + options.host() + served.place() + (joined == null ? "" : ", and for snapshots"));
            EndSignals.onFirst(shipping::end);
            endLater(shipping);
            shipping.run();
            say(err, summary(shipping.counts()));
        }
        return 0;
    }

    private void requireNoneOfShipping() {
        for (String option : OF_SHIPPING) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option
                                + " means nothing with --snapshots-only, which ships what snapshots ask for: leave it out");
            }
        }
    }

    private static void say(PrintWriter err, String line) {
        synchronized (err) {
            err.println("ringtail: " + Problems.oneLine(line));
            err.flush();
        }
    }

    private FleetSnapshots.@Nullable Membership join(KafkaModule module, @Nullable MemberOptions part, PrintWriter err)
            throws IOException, CommandException {
        return part == null
                ? null
                : module.service(FleetSnapshots.class)
                        .join(kafka.settings(), part, where::find, notice -> say(err, notice));
    }

    /** Ships what snapshots of the fleet ask for, and nothing else. */
    private int takePartOnly(@Nullable MemberOptions part, PrintWriter err) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        EndSignals.onFirst(end::countDown);
        try (KafkaModule module = KafkaModule.load();
                FleetSnapshots.@Nullable Membership joined = join(module, part, err)) {
            say(err, "shipping nothing but snapshots" + (part == null || joined == null ? "" : ", as " + part.host()));
            if (duration == null) {
                end.await();
            } else {
                end.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        return 0;
    }

    private void endLater(Shipping shipping) {
        Duration limit = duration;
        if (limit == null) {
            return;
        }
        Thread timer = new Thread(
                () -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(limit.toNanos());
                        shipping.end();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ship-duration");
        timer.setDaemon(true);
        timer.start();
    }

    private StreamQuery query() throws CommandException {
        if (from != null && since != null) {
            throw new ParameterException(spec.commandLine(), "give --from or --since, not both");
        }
        StreamQuery query = new StreamQuery(from != StreamOptions.From.now, true, lossless, cpus.list())
                .ahead(StreamQuery.UNORDERED)
                .select(selected.selection(process.list()));
        return since == null ? query : query.since(StreamOptions.since(spec, since));
    }

    private static String summary(ShipCounts counts) {
        return String.format(
                Locale.ROOT,
                "shipped %,d events in %,d records (%,d bytes, %,d on the network), %,d stated lost; resumed %,d times",
                counts.events(),
                counts.records(),
                counts.bytes(),
                counts.sentBytes(),
                counts.lost(),
                counts.resumes());
    }
}
