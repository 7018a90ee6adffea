package io.ringtail.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;

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
            recording.enable(Order.class).withoutStackTrace().withoutThreshold();
            recording.setDestination(Path.of(args[0]));
            recording.start();
            for (long id = 0; id < count; id++) {
                Order order = new Order();
                order.id = id;
                order.quantity = 7;
                order.price = 1999;
                order.commit();
            }
        }
    }

    /** The event in JFR. */
    @Name("ringtail_bench.Order")
    @StackTrace(false)
    static final class Order extends Event {
        long id;
        int quantity;
        long price;
    }
}
