package io.ringtail.daemon.stream;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A ring whose pages a test lays out, and which forgets nothing. */
final class FakeRing implements CpuRing {
    private static final int PAYLOAD = 16;

    final AtomicInteger openReaders = new AtomicInteger();
    private final int subbufSize;
    private final List<Page> pages = new CopyOnWriteArrayList<>();

    FakeRing(int subbufSize) {
        this.subbufSize = subbufSize;
    }

    /** Adds a page of events with these times, each of event {@code id} by thread {@code tid}, numbered by the time. */
    void add(boolean whole, long lost, int id, int tid, long... times) {
        ByteBuffer page = ByteBuffer.allocate(subbufSize).order(ByteOrder.LITTLE_ENDIAN);
        int at = PageHeader.LENGTH;
        long last = times[0];
        for (long time : times) {
            page.putInt(at, EventHeader.word(PAYLOAD / Integer.BYTES, (int) (time - last)));
            page.putShort(at + 4, (short) id).putInt(at + 8, tid).putLong(at + 12, time);
            at += EventHeader.LENGTH + PAYLOAD;
            last = time;
        }
        int length = PageHeader.write(page, 0, times[0], at - PageHeader.LENGTH, lost);
        pages.add(new Page(page.limit(length).slice(), whole, lost, times.length, last));
    }

    @Override
    public PageReader open(boolean oldest, boolean lossless) {
        openReaders.incrementAndGet();
        return new Reader(oldest ? 0 : pages.size());
    }

    @Override
    public CpuStatistics statistics() {
        return new CpuStatistics(9, 8, 7, 6, 5, 1674625642123L, 1674925955456L, 4, 3, 2, 1, 0);
    }

    private record Page(ByteBuffer bytes, boolean whole, long lost, int events, long last) {}

    private final class Reader implements PageReader {
        private int next;

        Reader(int next) {
            this.next = next;
        }

        @Override
        public int poll(ByteBuffer target, boolean partial) {
            if (next >= pages.size() || (!partial && !pages.get(next).whole)) {
                return 0;
            }
            ByteBuffer page = pages.get(next++).bytes;
            target.put(0, page, 0, page.limit());
            return page.limit();
        }

        private Page current() {
            return pages.get(next - 1);
        }

        @Override
        public boolean caughtUp() {
            return next >= pages.size();
        }

        @Override
        public long subbuf() {
            return next - 1L;
        }

        @Override
        public int startOffset() {
            return 0;
        }

        @Override
        public int endOffset() {
            return current().events * (EventHeader.LENGTH + PAYLOAD);
        }

        @Override
        public long lost() {
            return current().lost;
        }

        @Override
        public int events() {
            return current().events;
        }

        @Override
        public long timestamp() {
            return current().last;
        }

        @Override
        public void close() {
            openReaders.decrementAndGet();
        }
    }
}
