package io.ringtail.reader.fleet;

import io.ringtail.reader.EventSink;
import java.io.IOException;

/**
 * A receiver of many hosts' events, merged by their wall clocks: an event's time is ns since 1970. {@link #onBuffer} comes
 * with the name of the host from which the following events are.
 */
public interface FleetSink extends EventSink {
    /** Passes on what has been received: nothing more comes soon, or the events are about to be acknowledged. */
    void flush() throws IOException;
}
