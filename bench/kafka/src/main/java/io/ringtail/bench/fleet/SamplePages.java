package io.ringtail.bench.fleet;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Real pages of a daemon, from what {@code curl …/stream} has written into a file: what simulated hosts ship. */
final class SamplePages {
    private final List<byte[]> frames = new ArrayList<>();
    private final List<Integer> events = new ArrayList<>();

    private SamplePages() {}

    /**
     * Reads the pages of a file.
     *
     * @param least the least length of a page in bytes: shorter ones, which a pause of the writer makes, are left out
     */
    static SamplePages read(Path file, int least) throws IOException {
        SamplePages pages = new SamplePages();
        try (FileChannel channel = FileChannel.open(file)) {
            FrameReader reader = new FrameReader(channel);
            FrameAdapter adder = new FrameAdapter() {
                @Override
                public void onPage(
                        int cpu, long subbuf, int start, int end, ByteBuffer buffer, int offset, int length) {
                    if (length >= least) {
                        pages.add(start, end, buffer, offset, length);
                    }
                }
            };
            while (reader.read(adder)) {}
        }
        if (pages.frames.isEmpty()) {
            throw new IOException(file + " has no page of " + least + " bytes: let the writers write for longer");
        }
        return pages;
    }

    private void add(int start, int end, ByteBuffer buffer, int offset, int length) {
        PageIterator iterator = new PageIterator();
        iterator.wrap(buffer, offset, length);
        int count = 0;
        while (iterator.next()) {
            count++;
        }
        byte[] frame = new byte[FrameDescriptor.PAGE_DATA_OFFSET + length];
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(FrameDescriptor.LENGTH_OFFSET, frame.length)
                .put(FrameDescriptor.TYPE_OFFSET, (byte) FrameDescriptor.PAGE)
                .putInt(FrameDescriptor.PAGE_START_OFFSET, start)
                .putInt(FrameDescriptor.PAGE_END_OFFSET, end)
                .put(FrameDescriptor.PAGE_DATA_OFFSET, buffer, offset, length);
        frames.add(frame);
        events.add(count);
    }

    /** The records by which one CPU of a host would ship these pages, in their order. */
    List<ProducerRecord<byte[], byte[]>> records(String topic, String host) {
        SimulatedCpu cpu = new SimulatedCpu(host, 0, this, 0);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            records.add(cpu.unchanged(topic));
        }
        return records;
    }

    /** The number of events of a page. */
    int events(int index) {
        return events.get(index % events.size());
    }

    /** Returns a page's frame, which is not to be changed. */
    byte[] frame(int index) {
        return frames.get(index % frames.size());
    }

    /** Returns a copy of a page's frame for a CPU, as of a time. */
    byte[] frame(int index, int cpu, long subbuf, long timeNs) {
        byte[] frame = frame(index).clone();
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(FrameDescriptor.CPU_OFFSET, (short) cpu)
                .putLong(FrameDescriptor.PAGE_SUBBUF_OFFSET, subbuf)
                .putLong(FrameDescriptor.PAGE_DATA_OFFSET + PageHeader.TIME_STAMP_OFFSET, timeNs);
        return frame;
    }

    /** The mean length of a frame. */
    double meanBytes() {
        return frames.stream().mapToInt(frame -> frame.length).average().orElse(0);
    }

    /** The mean number of a page's events. */
    double meanEvents() {
        return events.stream().mapToInt(Integer::intValue).average().orElse(0);
    }
}
