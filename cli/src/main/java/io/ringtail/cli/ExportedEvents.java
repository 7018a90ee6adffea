package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Passes on the events that are wanted, and all losses, and counts them. Any thread may read the counts. */
final class ExportedEvents implements EventSink {
    private final EventSink target;
    private final @Nullable EventGlob glob;
    private final IdentityHashMap<EventFormat, Boolean> wanted = new IdentityHashMap<>();
    private final LongSupplier bytes;
    private volatile long events;
    private volatile long lost;

    /**
     * Creates a filter.
     *
     * @param glob which events are wanted; null for all
     * @param bytes the number of bytes written so far
     */
    ExportedEvents(EventSink target, @Nullable EventGlob glob, LongSupplier bytes) {
        this.target = target;
        this.glob = glob;
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
        if (isWanted(event)) {
            events++;
            target.onEvent(event);
        }
    }

    private boolean isWanted(EventView event) {
        EventFormat format = event.format();
        String system = event.system();
        if (glob == null || format == null || system == null) {
            return glob == null;
        }
        return wanted.computeIfAbsent(format, key -> glob.matches(system, key.name()));
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
