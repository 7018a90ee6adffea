package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;

/** An application on the default run directory, which prints whether its event was written. */
final class OneEventApplication {
    private OneEventApplication() {}

    public static void main(String[] arguments) {
        try (Tracer tracer = Tracer.connect()) {
            EventType event = tracer.event("test", "one").u64("number").register();
            System.out.println("written: " + event.begin().u64(1).commit());
        }
    }
}
