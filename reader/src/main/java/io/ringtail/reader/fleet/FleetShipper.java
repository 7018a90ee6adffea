package io.ringtail.reader.fleet;

import io.ringtail.reader.remote.ResumedStream;
import java.io.IOException;
import java.util.function.Consumer;

/** The shipping side of the module for Kafka, found by {@link java.util.ServiceLoader}. */
public interface FleetShipper {
    /**
     * Prepares to ship a daemon's events; connects to nothing yet.
     *
     * @param daemons finds the daemon, now and after each loss of it
     * @param notices receives a line when something goes wrong or comes right again, from any thread
     * @throws IOException if the settings cannot be used; the message is one line that says what to do
     */
    Shipping ship(FleetSettings settings, ShipOptions options, ResumedStream.Daemons daemons, Consumer<String> notices)
            throws IOException;
}
