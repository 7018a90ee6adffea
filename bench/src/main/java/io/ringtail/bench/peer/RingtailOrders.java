package io.ringtail.bench.peer;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.time.Duration;

/** An application that writes the peers' event through Ringtail, so many times, and ends. */
public final class RingtailOrders {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RingtailOrders() {}

    /**
     * Writes.
     *
     * @param args the daemon's run directory, and how many events
     */
    public static void main(String[] args) throws InterruptedException {
        long count = Long.parseLong(args[1]);
        try (Tracer tracer = Tracer.connect(Path.of(args[0]))) {
            EventType order = tracer.event("ringtail_bench", "order")
                    .u64("id")
                    .s32("quantity")
                    .u64("price")
                    .register();
            if (!tracer.awaitReady(PATIENCE)) {
                throw new IllegalStateException("no daemon answers in " + args[0] + ": start one there");
            }
            for (long id = 0; id < count; id++) {
                if (!order.begin().u64(id).s32(7).u64(1999).commit()) {
                    throw new IllegalStateException("event " + id + " of " + count + " found no room");
                }
            }
        }
    }
}
