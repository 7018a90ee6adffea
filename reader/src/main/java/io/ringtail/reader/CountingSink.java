package io.ringtail.reader;

/** Counts events and losses, and passes them on. Any thread may read the counts. */
public class CountingSink extends ForwardingSink {
    private final EventSink target;
    private volatile long events;
    private volatile long lost;

    /** Creates a sink that passes on to another one. */
    public CountingSink(EventSink target) {
        this.target = target;
    }

    /** Returns the number of events. */
    public final long events() {
        return events;
    }

    /** Returns the number of lost events, as far as it is known. */
    public final long lost() {
        return lost;
    }

    @Override
    protected final EventSink target() {
        return target;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public final void onEvent(EventView event) {
        events++;
        super.onEvent(event);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public final void onLost(int cpu, long count, LossCause cause) {
        lost += Math.max(0, count);
        super.onLost(cpu, count, cause);
    }
}
