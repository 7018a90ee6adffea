package io.ringtail.daemon.stream;

import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;

/** How events are written as lines, for one receiver and one thread. */
public interface EventText {
    /** Adds an event as a line. */
    void event(StringBuilder out, int cpu, ByteBuffer page, PageIterator event);

    /** Adds a loss as a line; -1 for an unknown number. */
    void lost(StringBuilder out, int cpu, long lost);

    /** Adds, as a line, that the next event is older by so much, ns, than one before it. */
    void late(StringBuilder out, int cpu, long byNs);
}
