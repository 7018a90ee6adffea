package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.ring.Attachment;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that attaches a tracer to the daemon of a run directory, and keeps it attached.
 *
 * <p>It sleeps until there is something to do. While there is no daemon it tries again after 50 ms, and then ever less
 * often, up to once a second. Calls return at once and never throw.
 */
public final class ClientConductor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConductor.class);
    private static final long CLOSE_LIMIT_MS = 1000;
    private static final int ATTEMPTS_TO_END = 3;

    private final Path directory;
    private final Supplier<ProcessBarrier> barriers;
    private final Consumer<Attachment> publish;
    private final Registrations registrations = new Registrations();
    private final PendingSnapshot snapshot = new PendingSnapshot();
    private final Failures failures;
    private final Thread thread;
    private volatile @Nullable Selector selector;
    private volatile boolean closed;
    /** The conductor's thread only. */
    private @Nullable DaemonLink link;

    /**
     * A conductor that has not started.
     *
     * @param directory the run directory; it need not exist
     * @param barriers gives this process's barrier, registered; called once, on the conductor's thread, before the first
     *     connection
     * @param publish given each attachment when it is complete, on the conductor's thread: the first, and another one
     *     only when a daemon has another file, or has given this process another record
     */
    public ClientConductor(Path directory, Supplier<ProcessBarrier> barriers, Consumer<Attachment> publish) {
        this.directory = directory;
        this.barriers = barriers;
        this.publish = publish;
        this.failures = new Failures(directory);
        this.thread = new Thread(null, this::run, "ringtail-conductor", 0, false);
        thread.setDaemon(true);
        // The application's own loader, which a thread inherits, may have to go before this thread does.
        thread.setContextClassLoader(ClientConductor.class.getClassLoader());
    }

    /** Starts to connect. To be called once. */
    public void start() {
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            LOG.warn(
                    "no events are written to {}: the conductor's thread cannot be started ({})",
                    directory,
                    e.toString());
        }
    }

    /** Asks for an event's id, now and after each reconnection. */
    public void register(Registration registration) {
        registrations.add(registration);
        wakeup();
    }

    /**
     * Has the daemon asked for a snapshot, once there is one.
     *
     * @return false where another is waiting to be asked for
     */
    public boolean snapshot(@Nullable String reason) {
        boolean first = snapshot.offer(reason);
        if (first) {
            wakeup();
        }
        return first;
    }

    /**
     * Ends the conductor and gives back what the daemon granted: with what has been published nothing is written any more.
     * Waits a second at most; where that is not enough, the conductor goes on to the end by itself.
     */
    @Override
    public void close() {
        closed = true;
        wakeup();
        if (Thread.currentThread() != thread) {
            join();
        }
    }

    private void join() {
        try {
            thread.join(CLOSE_LIMIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeup() {
        Selector current = selector;
        if (current != null) {
            current.wakeup();
        }
        LockSupport.unpark(thread);
    }

    /** Goes on after whatever fails: the link knows what this process holds, resumes it, and gives it back at the end. */
    private void run() {
        for (int last = 0; last < ATTEMPTS_TO_END; last += closed ? 1 : 0) {
            try (Selector opened = Selector.open()) {
                selector = opened;
                conduct(opened);
                break;
            } catch (Throwable e) {
                pause(failures.onFailure(e, System.nanoTime()));
            }
        }
        link = null;
        selector = null;
    }

    /** Until this is closed. */
    private void conduct(Selector opened) throws IOException {
        if (closed && link == null) {
            return;
        }
        DaemonLink current = link();
        try {
            while (!closed) {
                // An interrupt is meant for nothing here, and would end every wait and close every channel from now on.
                Thread.interrupted();
                long waitMs = current.doWork(opened, System.nanoTime());
                opened.select(waitMs);
                opened.selectedKeys().clear();
            }
            current.end(opened);
        } finally {
            current.disconnect();
        }
    }

    private DaemonLink link() {
        DaemonLink current = link;
        if (current == null) {
            current = new DaemonLink(directory, barriers, publish, registrations, snapshot, this::wakeup);
            link = current;
        }
        return current;
    }

    private void pause(long lengthNs) {
        long endNs = System.nanoTime() + lengthNs;
        for (long leftNs = lengthNs; leftNs > 0 && !closed; leftNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
            Thread.interrupted();
        }
    }
}
