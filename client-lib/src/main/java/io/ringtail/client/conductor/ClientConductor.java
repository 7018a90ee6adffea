package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.log.Log;
import io.ringtail.client.ring.Attachment;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The thread that attaches a tracer to the daemon of a run directory, and keeps it attached.
 *
 * <p>It sleeps until there is work. While there is no daemon it retries after 50 ms, backing off to once a second.
 * Calls return at once and never throw.
 */
public final class ClientConductor implements AutoCloseable {
    private static final Logger LOG = Log.of(ClientConductor.class);
    private static final long CLOSE_LIMIT_MS = 1000;
    private static final int ATTEMPTS_TO_END = 3;

    private final Path directory;
    private final Supplier<ProcessBarrier> barriers;
    private final Consumer<Attachment> publish;
    private final Registrations registrations = new Registrations();
    private final InstanceLinks instances;
    private final PendingSnapshot snapshot = new PendingSnapshot();
    private final Failures failures;
    private final StateLog state;
    private final Thread thread;
    private volatile @Nullable Selector selector;
    private volatile boolean closed;
    /** For the conductor's thread only. */
    private @Nullable DaemonLink link;

    /** Creates a conductor that writes nothing in instances; see the constructor below. */
    public ClientConductor(Path directory, Supplier<ProcessBarrier> barriers, Consumer<Attachment> publish) {
        this(directory, barriers, publish, InstanceListener.NONE);
    }

    /**
     * Creates a conductor without starting it.
     *
     * @param directory the run directory; it need not exist
     * @param barriers supplies this process's barrier, registered; called once, on the conductor's thread, before the
     *     first connection
     * @param publish receives each complete attachment, on the conductor's thread: the first, and another one only when
     *     a daemon has another file, or has granted this process another record
     * @param instanceListener receives the attachments to the daemon's instances
     */
    public ClientConductor(
            Path directory,
            Supplier<ProcessBarrier> barriers,
            Consumer<Attachment> publish,
            InstanceListener instanceListener) {
        this.directory = directory;
        this.barriers = barriers;
        this.publish = publish;
        this.failures = new Failures(directory);
        this.state = new StateLog(directory);
        this.instances = new InstanceLinks(directory, registrations, instanceListener, this::wakeup);
        this.thread = new Thread(null, this::run, "ringtail-conductor", 0, false);
        thread.setDaemon(true);
        // The application's own loader, which a thread inherits, may have to be unloaded before this thread ends.
        thread.setContextClassLoader(ClientConductor.class.getClassLoader());
    }

    /** Starts connecting. Call it once. */
    public void start() {
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            Log.guarded(() -> LOG.warn(
                    "no events are written to {}: the conductor's thread cannot be started ({})",
                    directory,
                    e.toString()));
        }
    }

    /** Returns the run directory. */
    public Path directory() {
        return directory;
    }

    /** Returns why there is no connection to a daemon, and what to do about it; empty if there is one. */
    public String reason() {
        return state.reason();
    }

    /** Returns whether each of the daemon's instances is in use, or cannot be used for now. */
    public boolean areInstancesSettled() {
        return instances.areSettled();
    }

    /** Requests an event's id, now and after each reconnection. */
    public void register(Registration registration) {
        registrations.add(registration);
        wakeup();
    }

    /**
     * Requests a snapshot from the daemon, as soon as there is one.
     *
     * @return false if another request is still pending
     */
    public boolean snapshot(@Nullable String reason) {
        boolean first = snapshot.offer(reason);
        if (first) {
            wakeup();
        }
        return first;
    }

    /**
     * Ends the conductor and returns the daemon's grants: nothing is written any more through published attachments.
     * Waits at most a second; if that is not enough, the conductor finishes in the background.
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

    /** Continues after any failure: the link knows what this process holds, resumes it, and returns it at the end. */
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

    /** Works until the conductor is closed. */
    private void conduct(Selector opened) throws IOException {
        if (closed && link == null) {
            return;
        }
        DaemonLink current = link();
        try {
            while (!closed) {
                // Nothing here uses interrupts; one would end every wait and close every channel from now on.
                Thread.interrupted();
                long nowNs = System.nanoTime();
                long waitMs = current.doWork(opened, nowNs);
                waitMs = InstanceLinks.sooner(waitMs, instances.doWork(opened, nowNs));
                opened.select(waitMs);
                opened.selectedKeys().clear();
            }
            instances.end(opened);
            current.end(opened);
        } finally {
            instances.disconnect();
            current.disconnect();
        }
    }

    private DaemonLink link() {
        DaemonLink current = link;
        if (current == null) {
            current = new DaemonLink(
                    directory, state, barriers, publish, registrations, snapshot, this::wakeup, this::updateInstances);
            link = current;
        }
        return current;
    }

    private void updateInstances() {
        DaemonLink current = link;
        if (current != null) {
            instances.update(current.barrier());
        }
    }

    private void pause(long lengthNs) {
        long endNs = System.nanoTime() + lengthNs;
        for (long leftNs = lengthNs; leftNs > 0 && !closed; leftNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
            Thread.interrupted();
        }
    }
}
