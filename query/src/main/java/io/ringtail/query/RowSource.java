package io.ringtail.query;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.LossCause;

/** Makes rows of events, part after part. Used by one thread at a time. */
interface RowSource extends EventSink {
    /** Begins a part. */
    void begin(TracePart part, Chunk chunk);

    /** Adds rows that are ready to the chunk, as many as it takes. */
    default void drain() {}

    /** Ends a part. */
    default void end() {}

    @Override
    default void onLost(int cpu, long count, LossCause cause) {}

    @Override
    default void onLate(int cpu, long byNs) {}
}
