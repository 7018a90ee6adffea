package io.ringtail.system;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import java.nio.file.Path;
import java.time.Duration;

/** An application that sleeps in spans; its arguments are a run directory, a number of spans, and ms. */
final class SleepingApplication {
    private SleepingApplication() {}

    /** Its events. */
    @TraceProvider("sleeper")
    interface Events {
        @TraceSpan
        Span nap();
    }

    public static void main(String[] arguments) throws Exception {
        try (Tracer tracer = Tracer.connect(Path.of(arguments[0]))) {
            Events events = tracer.provider(Events.class);
            tracer.awaitReady(Duration.ofSeconds(30));
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                Span nap = events.nap();
                Thread.sleep(Integer.parseInt(arguments[2]));
                nap.close();
            }
        }
        System.out.println("written");
    }
}
