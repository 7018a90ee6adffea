package io.ringtail.reader.fleet;

import java.io.IOException;
import java.util.function.Consumer;

/** The reading side of the module for Kafka, found by {@link java.util.ServiceLoader}. */
public interface FleetReader {
    /**
     * Prepares to read events, merged by wall clock.
     *
     * @param notices receives a line about what is wrong in the topics
     * @throws IOException if the settings cannot be used, or the topics are not there; the message is one line
     */
    FleetReading events(FleetSettings settings, FleetQuery query, FleetSink sink, Consumer<String> notices)
            throws IOException;

    /** Prepares to read pages, host by host and in no order of time among the CPUs; otherwise likewise. */
    FleetReading pages(FleetSettings settings, FleetQuery query, FleetRecorder recorder, Consumer<String> notices)
            throws IOException;
}
