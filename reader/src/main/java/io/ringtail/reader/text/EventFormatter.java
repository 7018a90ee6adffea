package io.ringtail.reader.text;

import java.nio.ByteBuffer;

/** A way to write events and losses as lines; each line ends with a newline. For one thread at a time. */
public interface EventFormatter {
    /**
     * Adds an event as one line.
     *
     * @param page holds the event; only read, at absolute indices within the payload
     * @param payloadOffset where the payload begins in the page: its common fields
     * @param payloadLength bytes of payload, within the buffer's limit
     * @param timestampNs when, in ns of the trace's clock
     * @param cpu the CPU whose page it is
     * @param out what the line is added to
     */
    void event(ByteBuffer page, int payloadOffset, int payloadLength, long timestampNs, int cpu, StringBuilder out);

    /**
     * Adds a loss as one line.
     *
     * @param cpu the CPU that lost events
     * @param lost how many events; negative for an unknown number
     * @param out what the line is added to
     */
    void lost(int cpu, long lost, StringBuilder out);

    /**
     * Adds, as one line, that the next event comes out of order.
     *
     * @param cpu the CPU whose event it is
     * @param byNs how much older it is than one that came before it, ns
     * @param out what the line is added to
     */
    void late(int cpu, long byNs, StringBuilder out);
}
