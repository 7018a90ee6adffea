package io.ringtail.reader.merge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges the pages of several CPUs into a single time order.
 *
 * <p>An event is delivered once every other CPU either has a later event waiting or is known to be complete up to the
 * event's time: by a watermark, or by an event already delivered. No clock of this machine plays a role, so the order
 * does not depend on how fast pages arrive or events are consumed. A CPU's own events are always delivered in order.
 * The caller bounds the memory held, by adding pages of the CPU that is furthest behind.
 *
 * <p>An event can still be older than one already delivered, if its CPU was declared complete when it was not. It is
 * delivered at once, and reported as late. A loss is reported before the first event of the page that records it. Not
 * thread-safe.
 */
public final class EventMerger {
    private static final int INITIAL_CPUS = 16;

    private final @Nullable CpuQueue[] queues;
    private final PriorityQueue<CpuQueue> waiting = new PriorityQueue<>(
            INITIAL_CPUS, Comparator.comparingLong(CpuQueue::timestamp).thenComparingInt(CpuQueue::cpu));
    private final MergedEvents output;
    private long heldBytes;
    private long horizon = Long.MAX_VALUE;
    private long newestDelivered = Long.MIN_VALUE;
    private int lateCpu = -1;
    private boolean flushing;

    /** Creates a merger for CPUs below {@code possibleCpus}. */
    public EventMerger(int possibleCpus, MergedEvents output) {
        queues = new CpuQueue[possibleCpus];
        this.output = output;
    }

    /** Makes the merger wait for a CPU's events from now on. Calling it again has no effect. */
    public void addCpu(int cpu) {
        queue(cpu);
    }

    /**
     * Adds a copy of a CPU's next page.
     *
     * @param offset the offset of the page in the buffer
     * @param length the length of the page in bytes
     */
    public void addPage(int cpu, ByteBuffer buffer, int offset, int length) {
        ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, buffer, offset, length);
        CpuQueue queue = queue(cpu);
        heldBytes += length;
        queue.add(copy);
        if (!queue.hasEvent()) {
            settle(queue);
            findHorizon();
        }
    }

    /** Declares that a CPU's events before this time, in ns, have all been added. */
    public void watermark(int cpu, long timeNs) {
        CpuQueue queue = queue(cpu);
        queue.raiseHorizon(timeNs);
        if (!queue.hasEvent()) {
            findHorizon();
        }
    }

    /** Returns whether a CPU has no waiting event: the time to look for its next page. */
    public boolean isEmpty(int cpu) {
        CpuQueue queue = queues[cpu];
        return queue == null || !queue.hasEvent();
    }

    /**
     * Returns the time in ns up to which the other CPUs' events wait for this CPU; {@code Long.MIN_VALUE} if none does.
     */
    public long awaited(int cpu) {
        CpuQueue first = waiting.peek();
        CpuQueue queue = queues[cpu];
        boolean awaits = first != null && queue != null && !queue.hasEvent() && queue.horizon() < first.timestamp();
        return awaits ? first.timestamp() : Long.MIN_VALUE;
    }

    /** Returns the number of bytes of the pages held. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Delivers one event, if one is ready; returns whether one was. */
    public boolean deliverNext() {
        CpuQueue first = waiting.peek();
        if (first == null || (first.timestamp() > horizon && !flushing)) {
            return false;
        }
        waiting.poll();
        reportIfLate(first);
        output.onEvent(first.cpu(), first.page(), first.events());
        first.advance();
        settle(first);
        return true;
    }

    /** Reports lateness; in a run of late events, only that of the first. */
    private void reportIfLate(CpuQueue next) {
        if (next.timestamp() >= newestDelivered) {
            newestDelivered = next.timestamp();
            lateCpu = -1;
        } else if (lateCpu != next.cpu()) {
            lateCpu = next.cpu();
            output.onLate(next.cpu(), newestDelivered - next.timestamp());
        }
    }

    /** Delivers every event that is ready, and returns their number. */
    public int deliverAll() {
        int told = 0;
        while (deliverNext()) {
            told++;
        }
        return told;
    }

    /** Delivers every event that is held, and returns their number: no more pages will follow. */
    public int flush() {
        flushing = true;
        int told = deliverAll();
        flushing = false;
        return told;
    }

    private void settle(CpuQueue queue) {
        heldBytes -= queue.settle(output);
        if (queue.hasEvent()) {
            waiting.add(queue);
        } else {
            horizon = Math.min(horizon, queue.horizon());
        }
    }

    private void findHorizon() {
        long least = Long.MAX_VALUE;
        for (CpuQueue queue : queues) {
            if (queue != null && !queue.hasEvent()) {
                least = Math.min(least, queue.horizon());
            }
        }
        horizon = least;
    }

    private CpuQueue queue(int cpu) {
        CpuQueue queue = queues[cpu];
        if (queue == null) {
            queue = new CpuQueue(cpu);
            queues[cpu] = queue;
            findHorizon();
        }
        return queue;
    }
}
