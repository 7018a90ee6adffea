package io.ringtail.reader.merge;

import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One CPU's pages that wait, in the order of their events, and how far the CPU is known to be complete. */
final class CpuQueue {
    private final int cpu;
    private final PageIterator events = new PageIterator();
    private final ArrayDeque<ByteBuffer> pages = new ArrayDeque<>();
    private @Nullable ByteBuffer head;
    private boolean atEvent;
    private long horizon = Long.MIN_VALUE;

    CpuQueue(int cpu) {
        this.cpu = cpu;
    }

    int cpu() {
        return cpu;
    }

    void add(ByteBuffer page) {
        pages.addLast(page);
    }

    /** Whether an event stands ready, after {@link #settle}. */
    boolean hasEvent() {
        return atEvent;
    }

    /** The time of the event that stands ready, ns. */
    long timestamp() {
        return events.timestamp();
    }

    /** No event before this time will come any more, ns. */
    long horizon() {
        return horizon;
    }

    void raiseHorizon(long timeNs) {
        horizon = Math.max(horizon, timeNs);
    }

    PageIterator events() {
        return events;
    }

    ByteBuffer page() {
        if (head == null) {
            throw new IllegalStateException("CPU " + cpu + " has no page");
        }
        return head;
    }

    /** Leaves the event that was told. */
    void advance() {
        raiseHorizon(events.timestamp());
        atEvent = false;
    }

    /**
     * Moves to the next event, where none stands ready: through pages without events, telling what was lost before each.
     *
     * @return bytes of the pages that were left
     */
    long settle(MergedEvents output) {
        long released = 0;
        while (!atEvent) {
            if (head != null && events.next()) {
                atEvent = true;
                break;
            }
            if (head != null) {
                released += head.capacity();
            }
            head = pages.pollFirst();
            if (head == null) {
                break;
            }
            events.wrap(head, 0, head.limit());
            if (events.lostEvents() != 0) {
                output.onLost(cpu, events.lostEvents());
            }
        }
        return released;
    }
}
