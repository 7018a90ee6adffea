package io.ringtail.reader.merge;

import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The waiting pages of one CPU, in the order of their events, and the time up to which the CPU is known to be complete.
 */
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

    /** Returns whether an event is ready, after {@link #settle}. */
    boolean hasEvent() {
        return atEvent;
    }

    /** Returns the time of the ready event in ns. */
    long timestamp() {
        return events.timestamp();
    }

    /** Returns the time in ns before which no further event will arrive. */
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

    /** Leaves the event that was delivered. */
    void advance() {
        raiseHorizon(events.timestamp());
        atEvent = false;
    }

    /**
     * Moves to the next event if none is ready: skips pages without events and reports the loss before each page.
     *
     * @return the number of bytes of the pages left behind
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
