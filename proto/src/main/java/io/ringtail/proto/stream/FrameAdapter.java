package io.ringtail.proto.stream;

import java.nio.ByteBuffer;

/** A listener that ignores every frame; a subclass overrides the methods for the frames that it needs. */
public abstract class FrameAdapter implements FrameListener {
    /** Creates a listener that ignores every frame. */
    protected FrameAdapter() {}

    @Override
    public void onHello(StreamHeader hello) {}

    @Override
    public void onFormat(int eventId, String system, String format) {}

    @Override
    public void onCmdline(int tid, int pid, String name) {}

    @Override
    public void onCpu(int cpu, boolean online) {}

    @Override
    public void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {}

    @Override
    public void onWatermark(int cpu, long timeNs) {}

    @Override
    public void onAlive() {}

    @Override
    public void onEnd(EndReason reason, String detail) {}
}
