package io.ringtail.kafka.ship;

import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Passes a stream's frames to a session. A failure comes out as an {@link UncheckedIOException}. */
final class ShippedFrames extends FrameAdapter {
    private final ShipSession session;

    ShippedFrames(ShipSession session) {
        this.session = session;
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onFormat(int eventId, String system, String format) {
        unchecked(() -> session.meta().format(eventId, system, format));
    }

    @Override
    public void onCmdline(int tid, int pid, String name) {
        unchecked(() -> session.meta().thread(tid, pid, name));
    }

    @Override
    public void onCpu(int cpu, boolean online) {
        unchecked(() -> session.introduce(cpu));
    }

    @Override
    public void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        unchecked(() -> session.add(cpu, subbuf, startOffset, endOffset, buffer, offset, length));
    }

    @Override
    public void onPosition(int cpu, long buffer, Position position) {
        unchecked(() -> session.reached(cpu, buffer, position));
    }
}
