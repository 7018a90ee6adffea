package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;

/** Events as PAGE frames, appended to a stream's bytes. A page of each CPU that has events is held. */
final class FramePages implements EventTarget {
    /** What an event takes of a page besides its payload, at most: the page's header, a time, a length, a loss. */
    private static final int MOST_AROUND =
            PageHeader.LENGTH + 2 * Integer.BYTES + EventHeader.LENGTH + Integer.BYTES + Long.BYTES;

    private final int pageSize;
    private final int[] firstCpus;
    private final ByteArrayOutputStream out;
    private final ByteBuffer frame;
    private final TreeMap<Integer, Lane> lanes = new TreeMap<>();

    /** A CPU's pages. */
    private final class Lane {
        private final int cpu;
        private final EventPages pages;
        private long count;

        Lane(int cpu) {
            this.cpu = cpu;
            this.pages = new EventPages(pageSize, this::write);
        }

        private void write(ByteBuffer page) {
            long commit = page.getLong(PageHeader.COMMIT_OFFSET);
            int data = (int) (commit & PageHeader.LENGTH_MASK);
            int length = PageHeader.LENGTH + data + ((commit & PageHeader.MISSED_STORED) != 0 ? Long.BYTES : 0);
            frame.put(FrameDescriptor.PAGE_DATA_OFFSET, page, 0, length);
            int bytes = FrameEncoder.pageHeader(frame, cpu, count, 0, data, length);
            out.write(frame.array(), 0, bytes);
            count++;
        }
    }

    /**
     * Creates pages without events.
     *
     * @param pageSize bytes of a page; a longer event counts as lost
     * @param firstCpus for each buffer, what is added to its CPUs' numbers
     * @param out takes the frames
     */
    FramePages(int pageSize, int[] firstCpus, ByteArrayOutputStream out) {
        this.pageSize = pageSize;
        this.firstCpus = firstCpus;
        this.out = out;
        this.frame =
                ByteBuffer.allocate(FrameDescriptor.PAGE_DATA_OFFSET + pageSize).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Announces a CPU: until it is complete up to their times, no events of others come. */
    void announce(int cpu) {
        lanes.put(cpu, new Lane(cpu));
        out.writeBytes(FrameEncoder.cpu(cpu, true));
    }

    @Override
    public void add(int buffer, int cpu, long timestamp, ByteBuffer from, int offset, int length) throws IOException {
        if (length > pageSize - MOST_AROUND) {
            lose(buffer, cpu, 1);
            return;
        }
        lane(buffer, cpu).pages.add(timestamp, from, offset, length);
    }

    @Override
    public void lose(int buffer, int cpu, long count) {
        if (count != 0) {
            lane(buffer, cpu).pages.lose(count);
        }
    }

    private Lane lane(int buffer, int cpu) {
        Lane lane = lanes.get(firstCpus[buffer] + cpu);
        if (lane == null) {
            throw new IllegalStateException("CPU " + cpu + " of buffer " + buffer + " was not announced");
        }
        return lane;
    }

    /** Appends the pages that are held. */
    void flush() {
        try {
            for (Lane lane : lanes.values()) {
                lane.pages.flush();
            }
        } catch (IOException e) {
            // They are written to memory.
            throw new UncheckedIOException(e);
        }
    }

    /** Appends the time up to which all CPUs' events have been appended. */
    void complete(long timestamp) {
        for (int cpu : lanes.keySet()) {
            out.writeBytes(FrameEncoder.watermark(cpu, timestamp));
        }
    }
}
