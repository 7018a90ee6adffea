package io.ringtail.cli;

import io.ringtail.cli.doctor.Findings;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetTopics;
import java.io.IOException;

/** What {@code ringtail doctor} finds in a Kafka cluster. */
final class FleetCheck {
    private FleetCheck() {}

    /**
     * Adds what the module for Kafka finds of the cluster, and of a host's shipper.
     *
     * @param host the name under which the host's events are shipped
     */
    static void check(FleetSettings settings, String host, Findings findings) {
        try (KafkaModule module = KafkaModule.load()) {
            for (FleetTopics.Finding each : module.service(FleetTopics.class).examine(settings, host)) {
                switch (each.level()) {
                    case OK -> findings.ok(each.text());
                    case NOTE -> findings.note(each.text());
                    case PROBLEM -> findings.problem(each.text());
                }
            }
        } catch (CommandException | IOException e) {
            findings.problem(String.valueOf(e.getMessage()));
        }
    }
}
