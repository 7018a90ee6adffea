package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.fleet.SnapshotWish;
import io.ringtail.reader.remote.FrameSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Asks for a snapshot of the fleet when an event of this host matches, such as a span over its threshold: a thread that
 * reads a stream of the matching events only, which the daemon selects. The moment of interest is the event's own time.
 * Ends with {@link #close()}, or with the stream.
 */
public final class FleetTrigger implements AutoCloseable {
    private static final long END_LIMIT_S = 10;

    private final FrameSource matching;
    private final ControlChannel channel;
    private final SnapshotWish wish;
    private final long everyNs;
    private final Thread thread = new Thread(this::run, "ringtail-fleet-trigger");
    private volatile boolean closed;

    private FleetTrigger(FrameSource matching, ControlChannel channel, SnapshotWish wish, Duration every) {
        this.matching = matching;
        this.channel = channel;
        this.wish = wish;
        this.everyNs = every.toNanos();
    }

    /**
     * Begins to wait for events.
     *
     * @param matching a stream of the events that ask for a snapshot, of a daemon on this machine; the trigger closes it
     * @param channel to the control topic, which need not be open; the caller closes it after the trigger
     * @param wish what to ask for, with any moment
     * @param every how long after a request the next one comes at the earliest
     */
    public static FleetTrigger start(FrameSource matching, ControlChannel channel, SnapshotWish wish, Duration every) {
        FleetTrigger trigger = new FleetTrigger(matching, channel, wish, every);
        trigger.thread.setDaemon(true);
        trigger.thread.start();
        return trigger;
    }

    private void run() {
        try {
            Matches matches = new Matches();
            while (matching.next(matches)) {}
            if (!closed) {
                channel.notice("no more events ask for snapshots: their stream has ended");
            }
        } catch (IOException e) {
            if (!closed) {
                channel.notice("no more events ask for snapshots: " + e.getMessage());
            }
        }
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
                ask(events.timestamp());
            }
        }
    }

    private void ask(long timeNs) {
        long wallNs = timeNs + ClockPair.now().offsetNs();
        Instant moment = Instant.ofEpochSecond(0, wallNs);
        SnapshotRequest request = FleetSnapshot.request(channel.topic(), wish.at(moment));
        channel.notice("an event of " + moment + " asks for snapshot " + request.id());
        channel.send(request);
    }

    @Override
    public void close() {
        closed = true;
        try {
            matching.close();
            thread.join(TimeUnit.SECONDS.toMillis(END_LIMIT_S));
        } catch (IOException e) {
            channel.notice("the stream of events that ask for snapshots does not close: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
