package io.ringtail.cli;

import io.ringtail.reader.fleet.FleetSettings;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select a Kafka cluster, and a fleet's topics there. */
final class KafkaOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--kafka",
            paramLabel = "BROKERS",
            description = "The addresses of some of a Kafka cluster's brokers, HOST:PORT,HOST:PORT.")
    private @Nullable String brokers;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            description = "The first part of the topics' names, as in PREFIX.pages (default: ringtail).")
    private @Nullable String prefix;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "A file for you alone with further settings of Kafka's clients, NAME=VALUE lines: those of TLS"
                            + " and SASL, for example.")
    private @Nullable Path config;

    /** Whether a cluster is selected. */
    boolean areGiven() {
        return brokers != null;
    }

    /** Asks for a cluster if none is selected. */
    void requireGiven() {
        if (brokers == null || brokers.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "--kafka is missing: give the brokers as HOST:PORT,HOST:PORT");
        }
    }

    /** The selected cluster. */
    FleetSettings settings() {
        requireGiven();
        String addresses = Objects.requireNonNull(brokers);
        return new FleetSettings(addresses, prefix == null ? "ringtail" : prefix, config);
    }

    /** Rejects the options that mean nothing without a cluster. */
    void requireNoneAlone() {
        if (brokers == null && (prefix != null || config != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--topic-prefix and --kafka-config are about a Kafka cluster: give --kafka, too");
        }
    }
}
