package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What takes the events of files that become one: in the order of time, and each loss before the event after it. */
interface EventTarget {
    /** Adds a CPU's next event to a buffer. */
    void add(int buffer, int cpu, long timestamp, ByteBuffer from, int offset, int length) throws IOException;

    /** Notes a loss before a CPU's next event; 0 for none, negative if its number is unknown. */
    void lose(int buffer, int cpu, long count) throws IOException;
}
