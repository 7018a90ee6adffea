package io.ringtail.daemon.http;

import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.merge.EventMerger;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;

/** A receiver that hands its frames to a merger, which calls the subclass for each event. */
abstract class MergingReceiver extends FrameAdapter implements MergedEvents {
    final EventMerger merger = new EventMerger(ServedFile.POSSIBLE_CPUS, this);

    @Override
    public void onCpu(int cpu, boolean online) {
        merger.addCpu(cpu);
    }

    @Override
    public void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        merger.addPage(cpu, buffer, offset, length);
    }

    @Override
    public void onWatermark(int cpu, long timeNs) {
        merger.watermark(cpu, timeNs);
    }
}
