package io.ringtail.system;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.TraceProvider;

/** An application that writes its events at once and ends, as in the README; its argument is their number. */
final class BriefApplication {
    private static final BriefEvents EVENTS = Tracer.global().provider(BriefEvents.class);

    private BriefApplication() {}

    /** Its events. */
    @TraceProvider("brief")
    interface BriefEvents {
        void step(int number, String text);
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        for (int i = 0; i < count; i++) {
            EVENTS.step(i, "step " + i);
        }
    }
}
