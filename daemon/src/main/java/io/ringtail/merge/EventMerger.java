package io.ringtail.merge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges CPUs' pages into one order of time, in bounded memory and bounded time.
 *
 * <p>An event is told once every other CPU either has a later event waiting or is known to be complete up to the event's
 * time: by a watermark, or by an event it told. So the events of one thread come in the thread's order, on whichever CPUs
 * it wrote them. A CPU's own events always come in their order. Two things are stronger than the order between CPUs: the
 * pages held never exceed a number of bytes by more than the page last taken, and none is held longer than a time.
 *
 * <p>A loss is told before the first event of the page that reports it. Not for use by several threads.
 */
public final class EventMerger {
    /** How much is held at most, where nobody says otherwise. */
    public static final long DEFAULT_LIMIT_BYTES = 32L << 20;
    /** How long a page is held at most, where nobody says otherwise. */
    public static final long DEFAULT_HOLD_NS = 3_000_000_000L;

    private static final int INITIAL_CPUS = 16;

    private final @Nullable CpuQueue[] queues;
    private final PriorityQueue<CpuQueue> waiting = new PriorityQueue<>(
            INITIAL_CPUS, Comparator.comparingLong(CpuQueue::timestamp).thenComparingInt(CpuQueue::cpu));
    private final long limitBytes;
    private final long holdNs;
    private final MergedEvents output;
    private long heldBytes;
    private long horizon = Long.MAX_VALUE;
    private boolean flushing;

    /** For CPUs below {@code possibleCpus}, within the default bounds. */
    public EventMerger(int possibleCpus, MergedEvents output) {
        this(possibleCpus, DEFAULT_LIMIT_BYTES, DEFAULT_HOLD_NS, output);
    }

    /**
     * For CPUs below {@code possibleCpus}.
     *
     * @param limitBytes above so many bytes of pages, the earliest events are told at once
     * @param holdNs a page that has waited so long is told at once
     */
    public EventMerger(int possibleCpus, long limitBytes, long holdNs, MergedEvents output) {
        queues = new CpuQueue[possibleCpus];
        this.limitBytes = limitBytes;
        this.holdNs = holdNs;
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
     * @param nowNs the time, for how long the page may be held
     */
    public void addPage(int cpu, ByteBuffer buffer, int offset, int length, long nowNs) {
        ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, buffer, offset, length);
        CpuQueue queue = queue(cpu);
        heldBytes += length;
        queue.add(new HeldPage(copy, nowNs));
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

    /** Bytes of the pages held. */
    public long heldBytes() {
        return heldBytes;
    }

    /**
     * Tells one event, if one may be told.
     *
     * @param nowNs the time, on the clock of {@link #addPage}
     * @return whether one was told
     */
    public boolean tellNext(long nowNs) {
        CpuQueue first = waiting.peek();
        if (first == null || (first.timestamp() > horizon && !flushing && !mustGoOn(nowNs))) {
            return false;
        }
        waiting.poll();
        output.onEvent(first.cpu(), first.page(), first.events());
        first.advance();
        settle(first);
        return true;
    }

    /** Tells every event that may be told, and returns their number. */
    public int tellAll(long nowNs) {
        int told = 0;
        while (tellNext(nowNs)) {
            told++;
        }
        return told;
    }

    /** Tells every event that is held, and returns their number: nothing more is coming. */
    public int flush() {
        flushing = true;
        int told = tellAll(0);
        flushing = false;
        return told;
    }

    private boolean mustGoOn(long nowNs) {
        if (heldBytes > limitBytes) {
            return true;
        }
        for (CpuQueue queue : waiting) {
            if (nowNs - queue.headArrivalNs() > holdNs) {
                return true;
            }
        }
        return false;
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
