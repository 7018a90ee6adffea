package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.EventId;
import io.ringtail.proto.control.EventRefused;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.MalformedMessageException;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadId;
import io.ringtail.proto.control.Welcome;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a tracer towards its daemon. For the conductor's thread only.
 *
 * <pre>
 *   AWAY     --connected, HELLO sent-->            GREETING
 *   GREETING --WELCOME: mapped, caught up-->       ATTACHED
 *   GREETING --refused, silent, not usable-->      AWAY
 *   ATTACHED --socket ended, or nonsense on it-->  AWAY
 * </pre>
 *
 * <p>What was mapped stays in all states: writers go on.
 */
final class DaemonLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonLink.class);
    private static final long GREETING_LIMIT_NS = TimeUnit.SECONDS.toNanos(5);
    // An attachment that ends sooner does not shorten the pauses again.
    private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path directory;
    private final Path controlSocket;
    private final Selector selector;
    private final Consumer<Attachment> publish;
    private final Registrations registrations;
    private final PendingSnapshot snapshot;
    private final Runnable wakeup;
    private final ProcessBarrier barrier;
    private final Backoff backoff = new Backoff();
    private final StateLog log;
    private @Nullable ControlConnection connection;
    private @Nullable AttachedFile file;
    private @Nullable SignalService service;
    private boolean attached;
    private long attachedNs;
    private long greetingEndNs;

    DaemonLink(
            Path directory,
            Selector selector,
            Supplier<ProcessBarrier> barriers,
            Consumer<Attachment> publish,
            Registrations registrations,
            PendingSnapshot snapshot,
            Runnable wakeup) {
        this.directory = directory;
        this.controlSocket = directory.resolve("control.sock");
        this.selector = selector;
        this.publish = publish;
        this.registrations = registrations;
        this.snapshot = snapshot;
        this.wakeup = wakeup;
        this.log = new StateLog(directory);
        this.barrier = barriers.get();
    }

    /**
     * Does all that can be done without waiting.
     *
     * @return how many milliseconds to wait for the selector at most, 0 for ever
     */
    long doWork(long nowNs) {
        try {
            if (connection == null && backoff.isOver(nowNs)) {
                greet(nowNs);
            }
            if (connection != null) {
                receive(connection);
                serve(connection, nowNs);
            }
        } catch (IOException | MalformedMessageException | AttachException e) {
            leave(e, nowNs);
        }
        return waitMs(nowNs);
    }

    private void greet(long nowNs) throws IOException {
        ControlConnection opened = ControlConnection.open(controlSocket, selector);
        connection = opened;
        greetingEndNs = nowNs + GREETING_LIMIT_NS;
        opened.send(new Hello(
                (int) ProcessHandle.current().pid(),
                barrier.isRegistered() ? Hello.MEMBARRIER : Hello.NO_BARRIER,
                file == null ? null : file.token(),
                command()));
    }

    private static String command() {
        String command = System.getProperty("sun.java.command", "");
        int end = command.indexOf(' ');
        return end < 0 ? command : command.substring(0, end);
    }

    private void receive(ControlConnection from) throws IOException, MalformedMessageException, AttachException {
        for (ControlMessage message = from.receive(); message != null; message = from.receive()) {
            onMessage(message);
        }
    }

    private void serve(ControlConnection to, long nowNs) throws IOException, AttachException {
        if (service != null && attached) {
            registrations.ask(to);
            snapshot.ask(to);
            service.doWork(to, nowNs);
        } else if (nowNs - greetingEndNs >= 0) {
            throw new AttachException("the daemon does not answer");
        }
        to.flush();
    }

    private void onMessage(ControlMessage message) throws AttachException {
        if (message instanceof Refused refused) {
            throw new AttachException("the daemon refused: " + refused.reason());
        } else if (message instanceof Welcome welcome && !attached) {
            onWelcome(welcome);
        } else if (file == null || !attached || !onMessage(message, file)) {
            throw new AttachException("the daemon sent what has no meaning here: " + message);
        }
    }

    private boolean onMessage(ControlMessage message, AttachedFile current) {
        if (message instanceof Doorbell) {
            current.onDoorbell(barrier);
            return true;
        } else if (message instanceof EventId id) {
            return registrations.onId(current.attachment(), id);
        } else if (message instanceof EventRefused refused) {
            return registrations.onRefused(refused);
        } else if (message instanceof ThreadId id) {
            current.attachment().slots().identify(id.slot(), id.tid(), id.id());
            return true;
        } else if (message instanceof Slots slots && service != null) {
            return service.onSlots(slots);
        }
        return false;
    }

    private void onWelcome(Welcome welcome) throws AttachException {
        boolean known = file != null && file.isGrantOf(welcome);
        AttachedFile current =
                known && file != null ? file : AttachedFile.open(welcome, controlSocket, new Signals(wakeup));
        current.catchUp(barrier);
        if (!known) {
            replace(current);
        }
        if (barrier.isRegistered()) {
            current.mapAhead(barrier);
        }
        service = new SignalService(current, barrier);
        attached = true;
        attachedNs = System.nanoTime();
        registrations.askAgain();
        log.attached(welcome.client(), known);
    }

    private void replace(AttachedFile current) {
        if (file != null) {
            registrations.onReplaced();
            // Events begun before this go nowhere, so that no thread takes a slot in the old file again.
            file.attachment().slots().revoke();
            file.close();
        }
        file = current;
        try {
            publish.accept(current.attachment());
        } catch (RuntimeException e) {
            LOG.warn("the tracer for {} could not take its attachment", directory, e);
        }
    }

    private void leave(Exception why, long nowNs) {
        if (connection != null) {
            connection.close();
            connection = null;
        }
        log.away(why, attached);
        if (attached && nowNs - attachedNs >= SETTLED_NS) {
            backoff.reset();
        }
        attached = false;
        backoff.next(nowNs);
    }

    private long waitMs(long nowNs) {
        long untilNs = Long.MAX_VALUE;
        if (connection == null) {
            untilNs = backoff.leftNs(nowNs);
        } else if (!attached) {
            untilNs = greetingEndNs - nowNs;
        } else if (service != null) {
            untilNs = service.leftNs(nowNs);
        }
        return untilNs == Long.MAX_VALUE ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, untilNs));
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        if (file != null) {
            file.close();
        }
    }
}
