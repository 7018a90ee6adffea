package io.ringtail.reader.remote;

import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.Hello;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Passes frames on, and keeps where their receiver is on each CPU. */
final class KeptPositions implements FrameListener {
    private final Map<Integer, Position> positions = new TreeMap<>();
    private FrameListener listener;
    private long buffer;
    /** Of the frame before, if that was a position: it holds with the frame behind it. */
    private int announcedCpu = -1;

    private Position announced = new Position(0, 0, 0, 0, 0);
    private boolean complete;

    /** Passes frames on to nobody so far. */
    KeptPositions() {
        listener = this;
    }

    /** Whom frames are passed on to from now on. */
    KeptPositions to(FrameListener receiver) {
        listener = receiver;
        return this;
    }

    /** Whether the sender has said that everything has been sent. */
    boolean isComplete() {
        return complete;
    }

    /** A new stream begins: what the last one announced did not come. */
    void begin() {
        announcedCpu = -1;
    }

    /** What the next stream is asked to go on from; empty where there is nothing yet. */
    String text() {
        return positions.isEmpty()
                ? ""
                : positions.entrySet().stream()
                        .map(cpu -> cpu.getKey() + "." + cpu.getValue().text())
                        .collect(Collectors.joining(",", Long.toString(buffer, Position.RADIX) + ":", ""));
    }

    private void came() {
        if (announcedCpu >= 0) {
            positions.put(announcedCpu, announced);
            announcedCpu = -1;
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
    public void onHello(Hello hello) {
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
        listener.onPage(cpu, subbuf, startOffset, endOffset, page, offset, length);
        came();
    }

    @Override
    public void onWatermark(int cpu, long timeNs) {
        listener.onWatermark(cpu, timeNs);
        came();
    }

    @Override
    public void onAlive() {
        listener.onAlive();
        came();
    }

    /** A daemon that stops comes again, perhaps: only an end that is for good is passed on. */
    @Override
    public void onEnd(EndReason reason, String detail) {
        complete = reason == EndReason.COMPLETE;
        if (complete) {
            listener.onEnd(reason, detail);
        }
        came();
    }
}
