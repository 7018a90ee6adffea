package io.ringtail.reader.fleet;

import java.io.IOException;
import java.util.List;

/** The topics of a fleet, as the module for Kafka makes and examines them; found by {@link java.util.ServiceLoader}. */
public interface FleetTopics {
    /**
     * One result of an examination.
     *
     * @param level whether something must be done
     * @param text one line: what was found, and for a problem what to do
     */
    record Finding(Level level, String text) {}

    /** Whether something must be done. */
    enum Level {
        /** As it should be. */
        OK,
        /** No problem by itself. */
        NOTE,
        /** Shipping or reading fails, or loses events, until this is mended. */
        PROBLEM
    }

    /**
     * Makes the topics that do not exist, and examines all of them.
     *
     * @throws IOException if they cannot be made; the message is one line that says what to do
     */
    List<Finding> create(FleetSettings settings, TopicPlan plan) throws IOException;

    /**
     * Examines the cluster: the brokers, the topics with their settings, and how old the last record of a host is.
     *
     * @param host the host whose shipper is meant; empty for none
     */
    List<Finding> examine(FleetSettings settings, String host) throws IOException;
}
