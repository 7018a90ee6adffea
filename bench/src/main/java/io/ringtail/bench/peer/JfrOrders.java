package io.ringtail.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;

/**
 * Creates a JFR recording that holds the peers' event a given number of times, and otherwise only what JFR always adds.
 */
public final class JfrOrders {
    private JfrOrders() {}

    /**
     * Records the events.
     *
     * @param args the file to write, and how many events
     */
    public static void main(String[] args) throws IOException {
        long count = Long.parseLong(args[1]);
        try (Recording recording = new Recording()) {
            recording.enable(JfrOrder.class).withoutStackTrace().withoutThreshold();
            recording.setDestination(Path.of(args[0]));
            recording.start();
            for (long id = 0; id < count; id++) {
                JfrOrder.write(id);
            }
        }
    }
}
