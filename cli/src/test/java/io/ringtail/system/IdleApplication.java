package io.ringtail.system;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;

/** An application on the default run directory, which writes an event and then waits for its standard input to end. */
final class IdleApplication {
    private IdleApplication() {}

    public static void main(String[] arguments) throws Exception {
        try (Tracer tracer = Tracer.connect()) {
            EventType event = tracer.event("test", "idle").u64("number").register();
            event.begin().u64(1).commit();
            System.out.println("open");
            System.in.readAllBytes();
        }
    }
}
