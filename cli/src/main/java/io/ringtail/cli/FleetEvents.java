package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.fleet.FleetSink;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Passes a fleet's events on to a sink, up to a number of them. */
final class FleetEvents implements FleetSink {
    private final EventSink target;
    private final Flush each;
    private final Flush flush;
    private final Runnable done;
    private long left;

    /** Makes what was passed on visible. */
    @FunctionalInterface
    interface Flush {
        void flush() throws IOException;
    }

    /**
     * Creates a sink.
     *
     * @param each called after each event and loss
     * @param flush called after events that others may wait for
     * @param limit how many events are passed on
     * @param done called after the last of them
     */
    FleetEvents(EventSink target, Flush each, Flush flush, long limit, Runnable done) {
        this.target = target;
        this.each = each;
        this.flush = flush;
        this.left = limit;
        this.done = done;
    }

    @Override
    public void onEvent(EventView event) {
        if (left == 0) {
            return;
        }
        target.onEvent(event);
        passed();
        if (--left == 0) {
            done.run();
        }
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        if (left > 0) {
            target.onLost(cpu, count, cause);
            passed();
        }
    }

    private void passed() {
        try {
            each.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onLate(int cpu, long byNs) {
        if (left > 0) {
            target.onLate(cpu, byNs);
        }
    }

    @Override
    public void onBuffer(String name) {
        target.onBuffer(name);
    }

    @Override
    public void flush() throws IOException {
        flush.flush();
    }
}
