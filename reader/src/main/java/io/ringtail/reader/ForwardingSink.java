package io.ringtail.reader;

/** Passes everything on to another sink. */
public abstract class ForwardingSink implements EventSink {
    /** Creates a sink. */
    protected ForwardingSink() {}

    /** Returns the sink that receives what comes now. */
    protected abstract EventSink target();

    @Override
    public void onEvent(EventView event) {
        target().onEvent(event);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        target().onLost(cpu, count, cause);
    }

    @Override
    public void onLate(int cpu, long byNs) {
        target().onLate(cpu, byNs);
    }

    @Override
    public void onBuffer(String name) {
        target().onBuffer(name);
    }

    @Override
    public boolean joinsCalls() {
        return target().joinsCalls();
    }
}
