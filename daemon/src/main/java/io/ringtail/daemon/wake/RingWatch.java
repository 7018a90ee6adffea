package io.ringtail.daemon.wake;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.life.Pulse;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The thread that looks at all rings for all receivers, at the intervals of its {@link Ticks}, and not at all while no
 * receiver sleeps. Any thread may ask it for a place.
 */
public final class RingWatch implements AutoCloseable {
    /** How long the thread rests at most before it shows that it still runs. */
    private static final long REST_NS = TimeUnit.SECONDS.toNanos(3);

    private final BufferFile buffer;
    private final LongSupplier clock;
    private final Ticks ticks;
    private final Marks marks;
    private final Map<Executor, LoopWatch> loops = new ConcurrentHashMap<>();
    private final Pulse pulse;
    private final Thread thread;
    /** Whether the thread looks again only when it is stirred. */
    private volatile boolean resting;

    private volatile boolean closed;

    /**
     * Creates a watch of a file's rings, which begins with {@link #start}, and must be closed before the file is.
     *
     * @param threads makes its one thread
     */
    public RingWatch(BufferFile buffer, ThreadFactory threads) {
        this(buffer, threads, new Ticks(), System::nanoTime);
    }

    RingWatch(BufferFile buffer, ThreadFactory threads, Ticks ticks, LongSupplier clock) {
        this.buffer = buffer;
        this.clock = clock;
        this.ticks = ticks;
        this.pulse = new Pulse(clock);
        this.marks = new Marks(buffer.geometry().possibleCpus());
        this.thread = threads.newThread(this::run);
    }

    /** Starts to look; receivers that went to sleep before are woken then. */
    public void start() {
        thread.start();
    }

    /**
     * Gives a receiver a place, in which it is awake. For the event loop.
     *
     * @param loop the receiver's event loop, which runs one task at a time in the order of their arrival
     * @param cpus the CPUs whose rings wake it
     * @param wake wakes it, on the event loop; must not throw
     */
    public Sleeper sleeper(Executor loop, BitSet cpus, Runnable wake) {
        int possibleCpus = buffer.geometry().possibleCpus();
        return loops.computeIfAbsent(loop, unknown -> new LoopWatch(loop, possibleCpus, clock, this::stir))
                .add(cpus, wake);
    }

    /**
     * Makes the thread look again if it rests. Either this call sees that it rests, or the thread, which says so before
     * it checks that nobody sleeps, sees what the caller has stored before.
     */
    private void stir() {
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            pulse.beat();
            long intervalNs = ticks.next(look(), clock.getAsLong());
            if (isWatching()) {
                LockSupport.parkNanos(intervalNs);
            } else {
                rest();
            }
        }
    }

    /** Looks at the rings once; returns whether a movement woke anybody. */
    private boolean look() {
        marks.look(buffer);
        long nowNs = clock.getAsLong();
        boolean woke = false;
        for (LoopWatch loop : loops.values()) {
            woke |= loop.look(marks, nowNs);
        }
        return woke;
    }

    private void rest() {
        resting = true;
        while (!isWatching() && !closed) {
            LockSupport.parkNanos(this, REST_NS);
            pulse.beat();
        }
        resting = false;
    }

    private boolean isWatching() {
        for (LoopWatch loop : loops.values()) {
            if (loop.isWatching()) {
                return true;
            }
        }
        return false;
    }

    /** The problem of the thread, without which no receiver is woken; empty if there is none. */
    public String problem() {
        return closed ? "" : pulse.problem();
    }

    /** Ends the thread: receivers that sleep are not woken any more. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The file is unmapped next, so the thread must have ended.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
