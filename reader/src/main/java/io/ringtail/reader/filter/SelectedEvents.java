package io.ringtail.reader.filter;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Passes on the events that are wanted, and the losses of the CPUs that are. */
public final class SelectedEvents implements EventSink {
    private final EventSelector selector;
    private final @Nullable BitSet cpus;
    private final EventSink target;
    private long lateNs;

    /**
     * Creates a sink.
     *
     * @param cpus the CPUs that are wanted; null for all
     */
    public SelectedEvents(Selection selection, @Nullable BitSet cpus, EventSink target) {
        this.selector = new EventSelector(selection);
        this.cpus = cpus;
        this.target = target;
    }

    @Override
    public void onEvent(EventView event) {
        long late = lateNs;
        lateNs = 0;
        if (isWanted(event.cpu()) && selector.matches(event)) {
            if (late > 0) {
                target.onLate(event.cpu(), late);
            }
            target.onEvent(event);
        }
    }

    private boolean isWanted(int cpu) {
        return cpus == null || cpus.get(cpu);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        if (isWanted(cpu)) {
            target.onLost(cpu, count, cause);
        }
    }

    @Override
    public void onLate(int cpu, long byNs) {
        lateNs = byNs;
    }

    @Override
    public void onBuffer(String name) {
        target.onBuffer(name);
    }

    @Override
    public boolean joinsCalls() {
        return target.joinsCalls();
    }
}
