package io.ringtail.kafka.read;

import io.ringtail.reader.CountingSink;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.filter.SelectedEvents;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetSink;
import io.ringtail.reader.format.EventDecoder;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges the events of all hosts' CPUs by wall clock. Each CPU's own events stay in their order; an event that is older
 * than one delivered before is reported as late. For one thread.
 */
final class WallClockMerge implements PageTarget {
    private final FleetQuery query;
    private final FleetSink target;
    private final CountingSink counted;
    private final EventSink sink;
    private final PriorityQueue<Lane> waiting = new PriorityQueue<>((one, other) -> {
        int byTime = Long.compare(one.wallNs(), other.wallNs());
        return byTime == 0 ? Integer.compare(one.cpu(), other.cpu()) : byTime;
    });
    private final Map<HostBuffer, EventDecoder> decoders = new HashMap<>();
    private @Nullable String host;
    private long heldBytes;
    private long newestNs = Long.MIN_VALUE;
    private @Nullable Lane late;

    WallClockMerge(FleetQuery query, FleetSink target) {
        this.query = query;
        this.target = target;
        this.counted = new CountingSink(target);
        this.sink = query.selection().isAll() ? counted : new SelectedEvents(query.selection(), null, counted);
    }

    @Override
    public void add(Lane lane, HeldPage page) {
        heldBytes += page.frame().capacity();
        lane.add(page);
        if (!lane.hasEvent()) {
            settle(lane);
        }
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    private void settle(Lane lane) {
        heldBytes -= lane.settle();
        if (lane.hasEvent()) {
            waiting.add(lane);
        }
    }

    @Override
    public void advance(long timeNs) {
        for (Lane next = waiting.peek(); next != null && next.wallNs() <= timeNs; next = waiting.peek()) {
            deliver(next);
        }
    }

    @Override
    public void advanceDownTo(long bytes) {
        for (Lane next = waiting.peek(); next != null && heldBytes > bytes; next = waiting.peek()) {
            deliver(next);
        }
    }

    private void deliver(Lane lane) {
        waiting.poll();
        long wallNs = lane.wallNs();
        if (wallNs < query.sinceNs()) {
            // Losses before it were before the window, too.
            lane.takeLost();
            lane.takeUncounted();
        } else if (wallNs < query.untilNs()) {
            deliver(lane, wallNs);
        }
        lane.advance();
        settle(lane);
    }

    private void deliver(Lane lane, long wallNs) {
        HostBuffer buffer = lane.page().buffer();
        reportLost(lane, buffer.host().name());
        reportIfLate(lane, wallNs);
        decoders.computeIfAbsent(buffer, key -> key.decoder(sink))
                .event(
                        lane.bytes(),
                        lane.events().payloadOffset(),
                        lane.events().payloadLength(),
                        wallNs,
                        lane.cpu());
    }

    private void reportLost(Lane lane, String from) {
        if (!from.equals(host)) {
            host = from;
            sink.onBuffer(from);
        }
        long before = lane.takeLost();
        if (before > 0) {
            sink.onLost(lane.cpu(), before, LossCause.OVERRUN);
        }
        if (lane.takeUncounted()) {
            sink.onLost(lane.cpu(), -1, LossCause.UNCOUNTED);
        }
    }

    /** Reports lateness; in a run of late events of a CPU, only that of the first. */
    private void reportIfLate(Lane lane, long wallNs) {
        if (wallNs >= newestNs) {
            newestNs = wallNs;
            late = null;
        } else if (late != lane) {
            late = lane;
            sink.onLate(lane.cpu(), newestNs - wallNs);
        }
    }

    @Override
    public void passOnLost(Lane lane, String from) {
        boolean isBeforeWindow = lane.hasEvent() && lane.wallNs() < query.sinceNs();
        if (lane.hasLost() && !isBeforeWindow && query.untilNs() == Long.MAX_VALUE) {
            reportLost(lane, from);
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    @Override
    public long events() {
        return counted.events();
    }

    @Override
    public long lost() {
        return counted.lost();
    }
}
