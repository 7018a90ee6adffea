package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.ring.Attachment;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path directory;
    private final Supplier<ProcessBarrier> barriers;
    private final Consumer<Attachment> publish;
    private final Registrations registrations = new Registrations();
    private final PendingSnapshot snapshot = new PendingSnapshot();
    private final Thread thread;
    private volatile @Nullable Selector selector;
    private volatile boolean closed;

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

    /** Ends the conductor and its connection; what has been published stays as it is. Waits a second at most. */
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
    }

    private void run() {
        String lastFailure = "";
        while (!closed) {
            try (Selector opened = Selector.open()) {
                selector = opened;
                conduct(opened);
            } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                if (!e.toString().equals(lastFailure)) {
                    lastFailure = e.toString();
                    LOG.warn("the conductor for {} failed and goes on in a second", directory, e);
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void conduct(Selector opened) throws IOException {
        try (DaemonLink link =
                new DaemonLink(directory, opened, barriers, publish, registrations, snapshot, this::wakeup)) {
            while (!closed) {
                long waitMs = link.doWork(System.nanoTime());
                opened.select(waitMs);
                opened.selectedKeys().clear();
            }
        }
    }
}
