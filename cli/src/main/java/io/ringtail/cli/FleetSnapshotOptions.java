package io.ringtail.cli;

import io.ringtail.daemon.NodeName;
import io.ringtail.reader.fleet.SnapshotWish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code ringtail snapshot --fleet}. */
final class FleetSnapshotOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--fleet",
            description = "Ask all hosts whose shippers take part (ringtail ship --fleet-keys) for their rings' events"
                    + " around one moment; they ship them to Kafka under one id, which is printed.")
    private boolean fleet;

    @Mixin
    private KafkaOptions kafka;

    @Option(
            names = "--fleet-keys",
            paramLabel = "FILE",
            description =
                    "With --fleet: a file for you alone with the fleet's keys, of which one has the role snapshot.")
    private @Nullable Path keys;

    @Option(
            names = "--host",
            paramLabel = "GLOB",
            description = "With --fleet: only hosts whose names match (default: all).")
    private @Nullable String hosts;

    @Option(
            names = "--moment",
            paramLabel = "TIME",
            description = "With --fleet: the moment of interest, like 2026-01-31T12:00:00Z (default: now).")
    private @Nullable String moment;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "With --fleet: how much before the moment is wanted, an hour at most (default: 10s).")
    private @Nullable Duration before;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "With --fleet: how much after the moment is wanted, an hour at most (default: 1s).")
    private @Nullable Duration after;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "With --fleet: how long to wait for a host to say that it takes the request; hosts that do are"
                            + " waited for (default: 3s).")
    private @Nullable Duration patience;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "With --fleet and -o: do not ask, but write what was shipped under this id.")
    private @Nullable String id;

    /** Whether the fleet is asked. */
    boolean isFleet() {
        return fleet;
    }

    /** Rejects the options that mean nothing without {@code --fleet}. */
    void requireNoneAlone() {
        if (kafka.areGiven()
                || keys != null
                || hosts != null
                || moment != null
                || before != null
                || after != null
                || patience != null
                || id != null) {
            throw wrong(
                    "--kafka, --fleet-keys, --host, --moment, --before, --after, --wait and --id are about a fleet: give"
                            + " --fleet, too");
        }
        kafka.requireNoneAlone();
    }

    /** The snapshot that was taken before; null to ask for one. */
    @Nullable
    String id() {
        return id;
    }

    KafkaOptions kafka() {
        return kafka;
    }

    /** The file of keys. */
    Path keys() {
        if (keys == null) {
            throw wrong("--fleet needs --fleet-keys FILE, whose keys the hosts know: docs/fleet.md");
        }
        return keys;
    }

    /** What is asked for. */
    SnapshotWish wish(String reason) throws IOException {
        try {
            return new SnapshotWish(
                    moment == null ? Instant.now() : instant(moment),
                    before == null ? Duration.ofSeconds(10) : before,
                    after == null ? Duration.ofSeconds(1) : after,
                    hosts == null ? "*" : hosts,
                    Problems.oneLine(System.getProperty("user.name", "?") + "@" + NodeName.own()),
                    Problems.oneLine(reason),
                    patience == null ? Duration.ofSeconds(3) : patience);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(), "--moment is '" + text + "': give a time like 2026-01-31T12:00:00Z", e);
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
