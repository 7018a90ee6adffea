package io.ringtail.reader.remote;

import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.Positions;
import io.ringtail.proto.stream.StreamHeader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Passes frames on, and keeps their receiver's position on each CPU, which it passes on once it is valid: after the frame
 * that a position precedes.
 */
final class KeptPositions implements FrameListener {
    private final Map<Integer, Position> positions = new TreeMap<>();
    private FrameListener listener;
    private long buffer;
    /** The CPU of the preceding frame, if that was a position, which becomes valid with the frame after it. */
    private int announcedCpu = -1;

    private Position announced = new Position(0, 0, 0, 0, 0);
    private boolean complete;
    private boolean alive;

    /** Creates an object that does not pass frames on yet. */
    KeptPositions() {
        listener = this;
    }

    /** Sets the listener that receives the frames from now on. */
    KeptPositions to(FrameListener receiver) {
        listener = receiver;
        return this;
    }

    /** Returns whether the sender has declared that it sent everything. */
    boolean isComplete() {
        return complete;
    }

    /** Returns whether the stream has brought more than what every stream begins with. */
    boolean isAlive() {
        return alive;
    }

    /** Begins a new stream, and discards a position whose frame did not arrive. */
    void begin() {
        announcedCpu = -1;
        alive = false;
    }

    /** Takes over the positions from which the first stream itself resumes. */
    void beginAt(Positions given) {
        buffer = given.buffer();
        positions.putAll(given.byCpu());
    }

    /** Returns the text of the positions from which the next stream resumes; empty if there are none yet. */
    String text() {
        return positions.isEmpty() ? "" : new Positions(buffer, positions).text();
    }

    private void came() {
        if (announcedCpu >= 0) {
            int cpu = announcedCpu;
            positions.put(cpu, announced);
            announcedCpu = -1;
            listener.onPosition(cpu, buffer, announced);
        }
    }

    @Override
    public void onPosition(int cpu, long ofBuffer, Position position) {
        came();
        buffer = ofBuffer;
        announcedCpu = cpu;
        announced = position;
    }

    @Override
    public void onHello(StreamHeader hello) {
        listener.onHello(hello);
    }

    @Override
    public void onFormat(int eventId, String system, String format) {
        listener.onFormat(eventId, system, format);
        came();
    }

    @Override
    public void onCmdline(int tid, int pid, String name) {
        listener.onCmdline(tid, pid, name);
        came();
    }

    @Override
    public void onCpu(int cpu, boolean online) {
        listener.onCpu(cpu, online);
        came();
    }

    @Override
    public void onPage(int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer page, int offset, int length) {
        alive = true;
        listener.onPage(cpu, subbuf, startOffset, endOffset, page, offset, length);
        came();
    }

    @Override
    public void onWatermark(int cpu, long timeNs) {
        alive = true;
        listener.onWatermark(cpu, timeNs);
        came();
    }

    @Override
    public void onAlive() {
        alive = true;
        listener.onAlive();
        came();
    }

    /** Passes on only a final end: a daemon that has stopped may come back. */
    @Override
    public void onEnd(EndReason reason, String detail) {
        complete = reason == EndReason.COMPLETE;
        if (complete) {
            listener.onEnd(reason, detail);
        }
        came();
    }
}
