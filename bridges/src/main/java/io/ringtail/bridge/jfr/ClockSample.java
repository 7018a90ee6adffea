package io.ringtail.bridge.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A moment on both clocks: JFR's, as the event's start, and that of the rings, as its field. */
@Name(ClockSample.NAME)
@Label("Ringtail Clock Sample")
@Category("Ringtail")
@StackTrace(false)
final class ClockSample extends Event {
    static final String NAME = "ringtail.ClockSample";
    static final String NANO_TIME = "nanoTime";

    @Label("System.nanoTime()")
    long nanoTime;

    /** Records the current moment. The event is registered each time: another stream may have ended meanwhile. */
    static void take() {
        FlightRecorder.register(ClockSample.class);
        ClockSample sample = new ClockSample();
        sample.begin();
        sample.nanoTime = System.nanoTime();
        sample.end();
        sample.commit();
    }

    /** Removes the event from JFR, which would otherwise keep this class and its loader. */
    static void forget() {
        FlightRecorder.unregister(ClockSample.class);
    }
}
