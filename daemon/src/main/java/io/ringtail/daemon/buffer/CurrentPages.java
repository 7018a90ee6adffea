package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads several rings while writers continue, from the oldest event of each up to at least the moment of the call. The
 * ring that is furthest behind in time is read first, so that all of them reach back equally far. If units of a
 * sub-buffer are still owed, waits up to three seconds for them.
 */
public final class CurrentPages implements AutoCloseable {
    /**
     * The time without a page after which a ring is given up: as long as a {@link RingReader} waits for a writer that
     * owes units.
     */
    private static final long HELD_NS = TimeUnit.SECONDS.toNanos(3);

    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final long asked = System.nanoTime();
    private final ByteBuffer page;
    private final List<Cursor> cursors = new ArrayList<>();

    /** The reader of one ring, and its account. */
    private static final class Cursor {
        private final int cpu;
        private RingReader reader;
        private long lastPage = System.nanoTime();
        private long progress = Long.MIN_VALUE;
        private long events;
        private long lost;
        private long damaged;

        Cursor(ReaderRing ring) {
            this.cpu = ring.cpu();
            this.reader = ring.openReader(StartAt.OLDEST, false);
        }

        /** Passes on a page, if there is one; returns false if no data from before the call remains. */
        boolean read(ByteBuffer page, long asked, PageSink sink) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the rings are about to be closed");
            }
            boolean over = reader.isOver();
            int length = reader.poll(page, true);
            if (over && length == 0 && reader.caughtUp()) {
                reader = reader.succeed();
                over = false;
                length = reader.poll(page, true);
            }
            // The ring that has replaced this one is still to be read.
            boolean ended = reader.caughtUp() && !over;
            if (length > 0) {
                PageInfo info = reader.page();
                sink.onPage(cpu, info.subbuf(), info.startOffset(), info.endOffset(), page, length);
                lastPage = System.nanoTime();
                progress = reader.timestamp();
                events += info.events();
                lost += info.lost();
                damaged += info.damaged() ? 1 : 0;
                return progress < asked && !ended;
            }
            LockSupport.parkNanos(ended ? 1 : PAUSE_NS);
            return !ended && System.nanoTime() - lastPage < HELD_NS;
        }
    }

    /** Opens a reader of each ring, for the data present at this moment. */
    public CurrentPages(List<ReaderRing> rings, RingGeometry geometry) {
        this.page = ByteBuffer.allocate(geometry.subbufSize()).order(ByteOrder.LITTLE_ENDIAN);
        rings.forEach(ring -> cursors.add(new Cursor(ring)));
    }

    /**
     * Passes on all pages, and returns an account of each ring.
     *
     * @throws CancellationException if this thread is interrupted
     */
    public List<RingAccount> read(PageSink sink) throws IOException {
        PriorityQueue<Cursor> order = new PriorityQueue<>(Comparator.comparingLong(cursor -> cursor.progress));
        order.addAll(cursors);
        for (Cursor cursor = order.poll(); cursor != null; cursor = order.poll()) {
            if (cursor.read(page, asked, sink)) {
                order.add(cursor);
            }
        }
        return cursors.stream()
                .map(cursor -> new RingAccount(cursor.cpu, cursor.events, cursor.lost, 0, 0, cursor.damaged))
                .toList();
    }

    @Override
    public void close() {
        cursors.forEach(cursor -> cursor.reader.close());
    }
}
