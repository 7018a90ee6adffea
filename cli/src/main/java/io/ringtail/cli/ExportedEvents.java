package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.function.LongSupplier;

/** Passes on events and losses, and counts them. Any thread may read the counts. */
final class ExportedEvents implements EventSink {
    private final EventSink target;
    private final LongSupplier bytes;
    private volatile long events;
    private volatile long lost;

    /**
     * Creates a counter.
     *
     * @param bytes the number of bytes written so far
     */
    ExportedEvents(EventSink target, LongSupplier bytes) {
        this.target = target;
        this.bytes = bytes;
    }

    void show(Progress progress) {
        progress.show(System.nanoTime(), events, bytes.getAsLong(), lost);
    }

    long events() {
        return events;
    }

    long lost() {
        return lost;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void onEvent(EventView event) {
        events++;
        target.onEvent(event);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void onLost(int cpu, long count, LossCause cause) {
        lost += Math.max(0, count);
        target.onLost(cpu, count, cause);
    }

    @Override
    public void onBuffer(String name) {
        target.onBuffer(name);
    }

    @Override
    public void onLate(int cpu, long byNs) {
        target.onLate(cpu, byNs);
    }
}
