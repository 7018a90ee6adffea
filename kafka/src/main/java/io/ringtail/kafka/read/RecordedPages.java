package io.ringtail.kafka.read;

import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetRecorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Passes pages on to one recording of each ring buffer, as they come. For one thread. */
final class RecordedPages implements PageTarget {
    /** The offsets in the sub-buffer of pages that were cut, which so continue no other page, and none continues them. */
    private static final int NO_START = -2;

    private static final int NO_END = -1;

    private final FleetRecorder recorder;
    private final PageCut cut;
    private final PageIterator counted = new PageIterator();
    private final Map<HostBuffer, FrameListener> recordings = new HashMap<>();
    private volatile long events;
    private volatile long lost;

    RecordedPages(FleetQuery query, FleetRecorder recorder) {
        this.recorder = recorder;
        this.cut = new PageCut(query);
    }

    @Override
    public void add(Lane lane, HeldPage page) throws IOException {
        HostBuffer buffer = page.buffer();
        StreamHeader hello = Objects.requireNonNull(buffer.hello());
        FrameListener recording = recordings.get(buffer);
        if (recording == null) {
            recording = recorder.begin(buffer.host(), hello);
            recordings.put(buffer, recording);
            buffer.follow(recording);
        }
        ByteBuffer frame = page.frame();
        long subbuf = frame.getLong(FrameDescriptor.PAGE_SUBBUF_OFFSET);
        int start = frame.getInt(FrameDescriptor.PAGE_START_OFFSET);
        int end = frame.getInt(FrameDescriptor.PAGE_END_OFFSET);
        if (cut.isWhole(page)) {
            pass(recording, lane.cpu(), subbuf, start, end, frame, FrameDescriptor.PAGE_DATA_OFFSET, page.length());
        } else {
            FrameListener to = recording;
            cut.cut(
                    page,
                    lane.cpu(),
                    hello.subbufSize(),
                    (bytes, offset, length) -> pass(to, lane.cpu(), subbuf, NO_START, NO_END, bytes, offset, length));
        }
        page.release();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void pass(
            FrameListener to, int cpu, long subbuf, int start, int end, ByteBuffer bytes, int offset, int length) {
        counted.wrap(bytes, offset, length);
        lost += Math.max(0, counted.lostEvents());
        while (counted.next()) {
            events++;
        }
        to.onPage(cpu, subbuf, start, end, bytes, offset, length);
    }

    @Override
    public long heldBytes() {
        return 0;
    }

    @Override
    public void advance(long timeNs) {}

    @Override
    public void advanceDownTo(long bytes) {}

    @Override
    public void flush() {}

    @Override
    public void passOnLost(Lane lane, String host) {}

    @Override
    public long events() {
        return events;
    }

    @Override
    public long lost() {
        return lost;
    }
}
