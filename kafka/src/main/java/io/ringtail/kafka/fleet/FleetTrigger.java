package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.kafka.ship.ShipClock;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.fleet.SnapshotWish;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks for a snapshot of the fleet when an event of this host matches, such as a span over its threshold: a thread that
 * reads a stream of the matching events only, which the daemon selects. The moment of interest is the event's own time.
 * It goes on with another ring buffer of the daemon, and ends with {@link #close()}, or with the stream.
 */
public final class FleetTrigger implements AutoCloseable {
    private static final long END_LIMIT_S = 1;
    private static final long PAUSE_MS = 500;

    private final Streams streams;
    private final ControlChannel channel;
    private final SnapshotWish wish;
    private final long everyNs;
    private final Thread thread = new Thread(this::run, "ringtail-fleet-trigger");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile FrameSource matching;
    private ShipClock clock;

    private FleetTrigger(
            Streams streams, FrameSource first, ControlChannel channel, SnapshotWish wish, Duration every) {
        this.streams = streams;
        this.matching = first;
        this.clock = ShipClock.of(first.hello());
        this.channel = channel;
        this.wish = wish;
        this.everyNs = every.toNanos();
    }

    /** Gives streams of the events that ask for a snapshot. */
    @FunctionalInterface
    public interface Streams {
        /** Opens a stream of the ring buffer that the daemon has now; the trigger closes it. */
        FrameSource open() throws IOException;
    }

    /**
     * Begins to wait for events.
     *
     * @param streams one is opened at once, and another one whenever the daemon has another ring buffer
     * @param channel to the control topic, which need not be open; the caller closes it after the trigger
     * @param wish what to ask for, with any moment
     * @param every how long after a request the next one comes at the earliest
     * @throws IOException if the first stream cannot be opened
     */
    public static FleetTrigger start(Streams streams, ControlChannel channel, SnapshotWish wish, Duration every)
            throws IOException {
        FleetTrigger trigger = new FleetTrigger(streams, streams.open(), channel, wish, every);
        trigger.thread.setDaemon(true);
        trigger.thread.start();
        return trigger;
    }

    private void run() {
        try {
            Matches matches = new Matches();
            while (!isClosed() && !isReadToItsEnd(matches)) {
                openAnew();
            }
            if (!isClosed()) {
                channel.notice("no more events ask for snapshots: their stream has ended");
            }
        } catch (IOException e) {
            if (!isClosed()) {
                channel.notice("no more events ask for snapshots: " + e.getMessage());
            }
        }
    }

    /** Reads a stream; returns false if the daemon has another ring buffer now. */
    private boolean isReadToItsEnd(Matches matches) throws IOException {
        try {
            while (matching.next(matches)) {}
            return true;
        } catch (RefusedException e) {
            if (e.isOfAnotherBuffer()) {
                return false;
            }
            throw e;
        }
    }

    private void openAnew() throws IOException {
        matching.close();
        channel.notice("the daemon has another ring buffer: its events ask for snapshots from now on");
        while (!isClosed()) {
            try {
                FrameSource next = streams.open();
                clock = ShipClock.of(next.hello());
                matching = next;
                if (isClosed()) {
                    next.close();
                }
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (IOException notThere) {
                pause();
            }
        }
    }

    private void pause() throws IOException {
        try {
            closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the daemon", e);
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private final class Matches extends FrameAdapter {
        private final PageIterator events = new PageIterator();
        private long askedNs;
        private boolean asked;

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            events.wrap(buffer, offset, length);
            long nowNs = System.nanoTime();
            if (events.next() && (!asked || nowNs - askedNs >= everyNs)) {
                asked = true;
                askedNs = nowNs;
                ask(events.timestamp() + clock.at(events.timestamp()).pair().offsetNs());
            }
        }
    }

    private void ask(long wallNs) {
        // Applications write the times of events: one may lie before 1970.
        Instant moment = Instant.ofEpochSecond(0, Math.max(0, wallNs));
        SnapshotRequest request = FleetSnapshot.request(channel.topic(), wish.at(moment));
        channel.notice("an event of " + moment + " asks for snapshot " + request.id());
        channel.send(request);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            matching.close();
            // It may wait for a broker to take a request.
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(END_LIMIT_S));
        } catch (IOException e) {
            channel.notice("the stream of events that ask for snapshots does not close: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
