package io.ringtail.reader.merge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges CPUs' pages into one order of time.
 *
 * <p>An event is told once every other CPU either has a later event waiting or is known to be complete up to the event's
 * time: by a watermark, or by an event it told. No clock of this machine has a say in that, so the order does not depend on
 * how fast pages come or events go. A CPU's own events always come in their order. Whoever adds pages bounds what is held,
 * by adding them of the CPU that is furthest behind.
 *
 * <p>An event can still be older than one that was told: where its CPU was said to be complete when it was not. It is told
 * at once, and that it is late. A loss is told before the first event of the page that reports it. Not for use by several
 * threads.
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

    /** For CPUs below {@code possibleCpus}. */
    public EventMerger(int possibleCpus, MergedEvents output) {
        queues = new CpuQueue[possibleCpus];
        this.output = output;
    }

    /** From now on, a CPU's events are waited for. Calling it again changes nothing. */
    public void addCpu(int cpu) {
        queue(cpu);
    }

    /**
     * Copies a CPU's next page.
     *
     * @param offset where the page begins in the buffer
     * @param length bytes of the page
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

    /** A CPU's events before this time, ns, have all been added. */
    public void watermark(int cpu, long timeNs) {
        CpuQueue queue = queue(cpu);
        queue.raiseHorizon(timeNs);
        if (!queue.hasEvent()) {
            findHorizon();
        }
    }

    /** Whether a CPU has no event that waits: the time to look for its next page. */
    public boolean isEmpty(int cpu) {
        CpuQueue queue = queues[cpu];
        return queue == null || !queue.hasEvent();
    }

    /** The time up to which the other CPUs' events wait for word of this one, ns; {@code Long.MIN_VALUE} where none does. */
    public long awaited(int cpu) {
        CpuQueue first = waiting.peek();
        CpuQueue queue = queues[cpu];
        boolean awaits = first != null && queue != null && !queue.hasEvent() && queue.horizon() < first.timestamp();
        return awaits ? first.timestamp() : Long.MIN_VALUE;
    }

    /** Bytes of the pages held. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Tells one event, if one may be told; returns whether one was. */
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

    /** Of a row of late events, the first one's lateness is told. */
    private void reportIfLate(CpuQueue next) {
        if (next.timestamp() >= newestDelivered) {
            newestDelivered = next.timestamp();
            lateCpu = -1;
        } else if (lateCpu != next.cpu()) {
            lateCpu = next.cpu();
            output.onLate(next.cpu(), newestDelivered - next.timestamp());
        }
    }

    /** Tells every event that may be told, and returns their number. */
    public int deliverAll() {
        int told = 0;
        while (deliverNext()) {
            told++;
        }
        return told;
    }

    /** Tells every event that is held, and returns their number: nothing more is coming. */
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
