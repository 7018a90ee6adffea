package io.ringtail.cli;

import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetTopics;
import io.ringtail.reader.fleet.FleetTopics.Finding;
import io.ringtail.reader.fleet.FleetTopics.Level;
import io.ringtail.reader.fleet.TopicPlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail topics}: the topics of a fleet in Kafka. */
@Command(
        name = "topics",
        description = {
            "Shows a fleet's topics in Apache Kafka, and makes them with --create: PREFIX.pages for the pages of all hosts,"
                    + " PREFIX.meta (compacted) for what decodes them, PREFIX.control for requests to the fleet.",
            "",
            "All pages of a CPU are in one partition, in their order. Choose the number for the largest fleet to come: one"
                    + " partition takes some 10 MB/s, and a later change moves CPUs to other partitions. Topics that exist"
                    + " are not changed."
        },
        footer = {
            "  ringtail topics --kafka broker:9092",
            "  ringtail topics --create --kafka broker:9092 --partitions 64 --replication 3 --retention 48h"
        })
final class TopicsCommand implements Callable<Integer> {
    private static final int MOST_PARTITIONS = 100_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--create", description = "Make the topics that do not exist.")
    private boolean create;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "12",
            description = "With --create: the number of partitions of PREFIX.pages (default: 12).")
    private int partitions;

    @Option(
            names = "--meta-partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "With --create: the number of partitions of PREFIX.meta (default: 4).")
    private int metaPartitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "With --create: the number of replicas (default: the cluster's).")
    private @Nullable Short replication;

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "24h",
            description = "With --create: how long pages are kept, like 90m or 48h (default: 24h).")
    private Duration retention;

    @Override
    public Integer call() throws Exception {
        check("--partitions", partitions);
        check("--meta-partitions", metaPartitions);
        Short replicas = replication;
        if (replicas != null) {
            check("--replication", replicas);
        }
        FleetSettings settings = kafka.settings();
        try (KafkaModule module = KafkaModule.load()) {
            FleetTopics topics = module.service(FleetTopics.class);
            List<Finding> findings = create
                    ? topics.create(settings, new TopicPlan(partitions, metaPartitions, replicas, retention.toMillis()))
                    : topics.examine(settings, "");
            print(findings);
            if (findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM)) {
                throw new CommandException("there are problems: do what their lines on standard output say");
            }
        }
        return 0;
    }

    private void check(String option, int number) {
        if (number < 1 || number > MOST_PARTITIONS) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + number + ": give a number from 1 to " + MOST_PARTITIONS);
        }
    }

    private static void print(List<Finding> findings) throws Exception {
        Output output = Output.standard();
        for (Finding finding : findings) {
            output.line(String.format(
                    Locale.ROOT,
                    "%-8s%s",
                    finding.level().name().toLowerCase(Locale.ROOT),
                    Problems.oneLine(finding.text())));
        }
        output.flush();
    }
}
