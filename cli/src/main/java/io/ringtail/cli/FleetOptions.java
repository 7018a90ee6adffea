package io.ringtail.cli;

import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Since;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.remote.StreamQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select what a command reads of a fleet's topics, instead of a daemon's stream. */
final class FleetOptions {
    private static final Duration HOLD = Duration.ofSeconds(2);
    /** The options that choose a daemon, or concern its connection. */
    private static final List<String> OF_A_DAEMON =
            List.of("--dir", "--url", "--ca", "--cert", "--key", "--token-file", "--reconnect", "--buffer-percent");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description =
                    "With --kafka: end before this time, given as with --since (default: what is in the topics now; for"
                            + " ringtail tail, and with --duration, whatever comes).")
    private @Nullable String until;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "With --kafka: how long events wait for older ones of other hosts and CPUs; those that come later"
                            + " are marked as late (default: 2s).")
    private @Nullable Duration hold;

    /** Whether the events come from a fleet's topics. */
    boolean areGiven() {
        kafka.requireNoneAlone();
        for (String option : List.of("--host", "--until", "--hold", "--group")) {
            if (!kafka.areGiven() && isGiven(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " is about a Kafka cluster: give --kafka, too, or leave it out");
            }
        }
        return kafka.areGiven();
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** The cluster and the topics. */
    FleetSettings settings() {
        return kafka.settings();
    }

    /**
     * What is read, for a command that also reads a daemon's stream.
     *
     * @param hosts a pattern of hosts' names; null for all
     * @param group a consumer group; null for none
     * @param follows whether the command waits for further events even without a time limit
     */
    FleetQuery query(
            @Nullable String hosts, @Nullable String group, StreamOptions what, Selection selection, boolean follows) {
        for (String option : OF_A_DAEMON) {
            if (isGiven(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " is for a daemon's events: leave it out with --kafka");
            }
        }
        StreamQuery stream = what.query();
        boolean waits = until == null && (follows || what.durationNs() != Long.MAX_VALUE);
        return query(hosts, group, stream.since(), what.cpus(), selection, stream.oldest() || !waits, waits);
    }

    /** What is read by a command that reads what is in the topics now. */
    FleetQuery query(@Nullable String hosts, @Nullable String since) {
        return query(
                hosts, null, since == null ? null : time(spec, "--since", since), null, Selection.ALL, true, false);
    }

    /** What is read by a command that has its own options for times: what is in the topics now. */
    static FleetQuery past(
            CommandSpec command,
            @Nullable String hosts,
            @Nullable BitSet cpus,
            Selection selection,
            @Nullable String since,
            @Nullable String until) {
        return new FleetQuery(
                hosts,
                cpus,
                selection,
                true,
                since == null ? Long.MIN_VALUE : wallNs(time(command, "--since", since)),
                until == null ? Long.MAX_VALUE : wallNs(time(command, "--until", until)),
                false,
                HOLD.toNanos(),
                null);
    }

    private FleetQuery query(
            @Nullable String hosts,
            @Nullable String group,
            @Nullable Since since,
            @Nullable BitSet cpus,
            Selection selection,
            boolean oldest,
            boolean waits) {
        String end = until;
        Duration wait = hold;
        return new FleetQuery(
                hosts,
                cpus,
                selection,
                oldest,
                since == null ? Long.MIN_VALUE : wallNs(since),
                end == null ? Long.MAX_VALUE : wallNs(time(spec, "--until", end)),
                waits,
                (wait == null ? HOLD : wait).toNanos(),
                group);
    }

    private static Since time(CommandSpec command, String option, String time) {
        try {
            return Since.parse(time);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), option + " is '" + time + "': " + e.getMessage(), e);
        }
    }

    /** A time as ns since 1970: that of events, in seconds, is the wall clock's here. */
    private static long wallNs(Since time) {
        Instant now = Instant.now();
        long nowNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return time.at(nowNs, now);
    }
}
