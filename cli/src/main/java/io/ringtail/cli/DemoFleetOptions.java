package io.ringtail.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code ringtail demo --fleet}. */
final class DemoFleetOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--fleet",
            description = "Show two daemons under two host names, a Kafka broker between them, and one merged tail."
                    + " KAFKA_HOME names the installation of Kafka whose jars the broker has; a checkout has them from"
                    + " Maven.")
    private boolean fleet;

    @Option(
            names = "--kafka",
            paramLabel = "BROKERS",
            description =
                    "With --fleet: use these brokers, HOST:PORT,HOST:PORT, and start none. The demo's topics remain"
                            + " there; their names are printed.")
    private @Nullable String brokers;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "With --kafka: a file for you alone with further settings of Kafka's clients.")
    private @Nullable Path config;

    /** Whether the demo is one of a fleet. */
    boolean isFleet() {
        if (fleet && brokers == null && config != null) {
            throw new ParameterException(
                    spec.commandLine(), "--kafka-config is about the brokers of --kafka: give --kafka, too");
        }
        return fleet;
    }

    /** Rejects the options that mean nothing without {@code --fleet}. */
    void requireNoneAlone() {
        if (brokers != null || config != null) {
            throw new ParameterException(
                    spec.commandLine(), "--kafka and --kafka-config are about a fleet: give --fleet, too");
        }
    }

    /** The brokers to use; null if one is to be started. */
    @Nullable
    String brokers() {
        return brokers;
    }

    /** The options by which other commands use the same cluster. */
    List<String> cluster(String address, String prefix) {
        List<String> words = new ArrayList<>(List.of("--kafka", address, "--topic-prefix", prefix));
        if (config != null) {
            words.addAll(List.of("--kafka-config", config.toString()));
        }
        return words;
    }
}
