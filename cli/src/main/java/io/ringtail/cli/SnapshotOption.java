package io.ringtail.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that selects a snapshot of a fleet. */
final class SnapshotOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--snapshot",
            paramLabel = "ID",
            description = "With --kafka: what the hosts have shipped for this snapshot of the fleet, whose ID ringtail"
                    + " snapshot --fleet has printed, instead of all that they ship.")
    private @Nullable String id;

    /**
     * The snapshot; null if none is selected.
     *
     * @param ofFleet whether the events come from a fleet's topics
     * @param without the options that mean nothing with a snapshot
     */
    @Nullable
    String id(boolean ofFleet, String... without) {
        if (id != null && !ofFleet) {
            throw new ParameterException(spec.commandLine(), "--snapshot is in a Kafka cluster: give --kafka, too");
        }
        for (String option : id == null ? List.<String>of() : List.of(without)) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " means nothing for a snapshot of the fleet: leave it out");
            }
        }
        return id;
    }
}
