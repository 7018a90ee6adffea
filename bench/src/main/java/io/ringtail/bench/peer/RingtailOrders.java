package io.ringtail.bench.peer;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that writes the peers' event through Ringtail a given number of times, at full speed or at a rate, and
 * ends.
 */
public final class RingtailOrders {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BURST = 1000;

    private RingtailOrders() {}

    /**
     * Writes the events.
     *
     * @param args the daemon's run directory, how many events, and how many a second; 0 for no limit
     */
    public static void main(String[] args) throws InterruptedException {
        long count = Long.parseLong(args[1]);
        double rate = Double.parseDouble(args[2]);
        try (Tracer tracer = Tracer.connect(Path.of(args[0]))) {
            EventType order = tracer.event("ringtail_bench", "order")
                    .u64("id")
                    .s32("quantity")
                    .u64("price")
                    .register();
            if (!tracer.awaitReady(PATIENCE)) {
                throw new IllegalStateException("no daemon answers in " + args[0] + ": start one there");
            }
            long begin = System.nanoTime();
            for (long id = 0; id < count; id++) {
                if (!order.begin().u64(id).s32(7).u64(1999).commit()) {
                    throw new IllegalStateException("event " + id + " of " + count + " found no room");
                }
                if (rate > 0 && (id + 1) % BURST == 0) {
                    LockSupport.parkNanos(begin + (long) ((id + 1) / rate * NS_PER_SECOND) - System.nanoTime());
                }
            }
        }
    }
}
