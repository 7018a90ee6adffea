package io.ringtail.reader.fleet;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;

/** A receiver of hosts' pages, of each as if they were one daemon's stream. */
@FunctionalInterface
public interface FleetRecorder {
    /**
     * Begins the stream of a ring buffer.
     *
     * @return receives the formats, names and pages
     */
    FrameListener begin(FleetHost host, StreamHeader hello) throws IOException;
}
