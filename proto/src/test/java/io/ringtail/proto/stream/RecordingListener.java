package io.ringtail.proto.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Records each frame as a line of text. */
final class RecordingListener implements FrameListener {
    final List<String> frames = new ArrayList<>();

    @Override
    public void onHello(StreamHeader hello) {
        frames.add(hello.toString());
    }

    @Override
    public void onFormat(int eventId, String system, String format) {
        frames.add("format " + eventId + ' ' + system + ' ' + format);
    }

    @Override
    public void onCmdline(int tid, int pid, String name) {
        frames.add("cmdline " + tid + ' ' + pid + ' ' + name);
    }

    @Override
    public void onCpu(int cpu, boolean online) {
        frames.add("cpu " + cpu + ' ' + online);
    }

    @Override
    public void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        byte[] page = new byte[length];
        buffer.get(offset, page);
        frames.add("page " + cpu + ' ' + subbuf + ' ' + startOffset + '-' + endOffset + ' ' + length + ' '
                + HexFormat.of().formatHex(page, 0, 8));
    }

    @Override
    public void onWatermark(int cpu, long timeNs) {
        frames.add("watermark " + cpu + ' ' + timeNs);
    }

    @Override
    public void onPosition(int cpu, long buffer, Position position) {
        frames.add("position " + cpu + ' ' + buffer + ' ' + position.text());
    }

    @Override
    public void onAlive() {
        frames.add("alive");
    }

    @Override
    public void onEnd(EndReason reason, String detail) {
        frames.add("end " + reason + ' ' + detail);
    }
}
