package io.ringtail.reader.merge;

import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;

/** Receives the events of an {@link EventMerger}. */
public interface MergedEvents {
    /**
     * Called for the next event in time.
     *
     * @param page little endian; valid during the call
     * @param event positioned at the event: its time, and the offset of its payload in the page
     */
    void onEvent(int cpu, ByteBuffer page, PageIterator event);

    /** Called for the number of a CPU's events that were lost before its next event, -1 if unknown. */
    void onLost(int cpu, long lost);

    /**
     * Called if the next event, of this CPU, is older than one already delivered, by this time in ns; otherwise events
     * are in order.
     */
    void onLate(int cpu, long byNs);
}
