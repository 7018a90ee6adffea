package io.ringtail.reader.tracedat;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;

/** A sink that drops everything. */
final class NoEvents implements EventSink {
    static final EventSink SINK = new NoEvents();

    private NoEvents() {}

    @Override
    public void onEvent(EventView event) {}

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}
}
