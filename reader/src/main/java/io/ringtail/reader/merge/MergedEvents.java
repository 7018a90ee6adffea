package io.ringtail.reader.merge;

import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;

/** What an {@link EventMerger} gives its events to. */
public interface MergedEvents {
    /**
     * The next event in time.
     *
     * @param page little endian; valid during the call
     * @param event stands on the event: its time, and where in the page its payload lies
     */
    void onEvent(int cpu, ByteBuffer page, PageIterator event);

    /** Events of a CPU that were lost before its next event: how many, or -1 if nobody knows. */
    void onLost(int cpu, long lost);

    /** The next event, of this CPU, is older by so much than one that was told, ns: out of order, and the only way to be so. */
    void onLate(int cpu, long byNs);
}
