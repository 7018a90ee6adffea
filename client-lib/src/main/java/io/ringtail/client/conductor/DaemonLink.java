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
 * <p>What was granted and what was mapped stays in all states, and after any failure: writers go on, and the next
 * connection resumes the same record. The slots of threads that have ended are taken back in all states, too.
 */
final class DaemonLink {
    private static final long GREETING_LIMIT_NS = TimeUnit.SECONDS.toNanos(5);
    // An attachment that ends sooner does not shorten the pauses again.
    private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path controlSocket;
    private final Consumer<Attachment> publish;
    private final Registrations registrations;
    private final PendingSnapshot snapshot;
    private final Runnable wakeup;
    private final ProcessBarrier barrier;
    private final Backoff backoff = new Backoff();
    private final StateLog log;
    private @Nullable ControlConnection connection;
    /** What the daemon granted last, with the first slots: known before anything that follows from it can fail. */
    private @Nullable Welcome granted;

    private @Nullable AttachedFile file;
    private boolean published;
    private @Nullable SignalService service;
    private boolean attached;
    private long attachedNs;
    private long greetingEndNs;

    DaemonLink(
            Path directory,
            Supplier<ProcessBarrier> barriers,
            Consumer<Attachment> publish,
            Registrations registrations,
            PendingSnapshot snapshot,
            Runnable wakeup) {
        this.controlSocket = directory.resolve("control.sock");
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
     * @param selector open; another one only after {@link #disconnect}
     * @return how many milliseconds to wait for the selector at most, 0 for ever
     */
    long doWork(Selector selector, long nowNs) {
        try {
            if (file != null) {
                file.sweep().doWork(nowNs);
            }
            if (connection == null && backoff.isOver(nowNs)) {
                greet(selector, nowNs);
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

    private void greet(Selector selector, long nowNs) throws IOException {
        ControlConnection opened = ControlConnection.open(controlSocket, selector);
        connection = opened;
        greetingEndNs = nowNs + GREETING_LIMIT_NS;
        opened.send(new Hello(
                (int) ProcessHandle.current().pid(),
                barrier.isRegistered() ? Hello.MEMBARRIER : Hello.NO_BARRIER,
                granted == null ? null : granted.token(),
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

    private void onMessage(ControlMessage message) throws IOException, AttachException {
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

    private void onWelcome(Welcome welcome) throws IOException, AttachException {
        Welcome grant = remember(welcome);
        boolean known = file != null && file.token().equals(grant.token());
        AttachedFile current = known && file != null ? file : open(grant);
        if (known) {
            current.catchUp(barrier);
        } else {
            takeOver(current);
        }
        publish(current);
        if (barrier.isRegistered()) {
            current.mapAhead(barrier);
        }
        service = new SignalService(current, barrier);
        attached = true;
        attachedNs = System.nanoTime();
        registrations.askAgain();
        log.attached(welcome.client(), known);
    }

    /** A grant that is resumed comes without the slots that came with it first. */
    private Welcome remember(Welcome welcome) {
        Welcome last = granted;
        Welcome grant = last != null && last.token().equals(welcome.token())
                ? new Welcome(
                        welcome.client(),
                        welcome.generation(),
                        welcome.created(),
                        last.slots(),
                        welcome.path(),
                        welcome.ownIds())
                : welcome;
        granted = grant;
        return grant;
    }

    /** What cannot be opened is not kept: the daemon takes it back when the connection ends. */
    private AttachedFile open(Welcome grant) throws IOException, AttachException {
        try {
            return AttachedFile.open(grant, controlSocket, new Signals(wakeup));
        } catch (AttachException e) {
            granted = null;
            throw e;
        }
    }

    /** The record is entered, so only this process gives it back: also where the file cannot be used after all. */
    private void takeOver(AttachedFile current) {
        try {
            current.catchUp(barrier);
            replace(current);
        } finally {
            if (file != current) {
                granted = null;
                current.leave();
                current.close();
            }
        }
    }

    private void replace(AttachedFile current) {
        if (file != null) {
            registrations.onReplaced();
            // Events begun before this go nowhere, so that no thread takes a slot in the old file again.
            file.attachment().slots().revoke();
            file.close();
        }
        file = current;
        published = false;
    }

    private void publish(AttachedFile current) {
        if (!published) {
            publish.accept(current.attachment());
            published = true;
        }
    }

    /** Gives back what was granted: the last call but for {@link #disconnect}. May wait. */
    void end(Selector selector) {
        AttachedFile last = file;
        if (last != null) {
            new Farewell(last, barrier).say(attached ? connection : null, selector);
            last.close();
            file = null;
        }
        granted = null;
        registrations.clear();
    }

    /** Ends the connection, if there is one; what was granted stays. */
    void disconnect() {
        ControlConnection last = connection;
        connection = null;
        attached = false;
        service = null;
        if (last != null) {
            last.close();
        }
        // Also after a failure: the sweep of slots may have been the first to touch what is gone.
        detachFromDamage();
    }

    private void leave(Exception why, long nowNs) {
        log.away(why, attached);
        if (attached && nowNs - attachedNs >= SETTLED_NS) {
            backoff.reset();
        }
        disconnect();
        backoff.next(nowNs);
    }

    /** A daemon ends when its buffer is cut short, so that its clients look at it here, and touch it no more. */
    private void detachFromDamage() {
        if (file != null && file.isCutShort()) {
            registrations.onReplaced();
            file.attachment().slots().revoke();
            file.close();
            file = null;
            service = null;
            log.cutShort();
        }
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
        if (file != null) {
            untilNs = Math.min(untilNs, file.sweep().leftNs(nowNs));
        }
        return untilNs == Long.MAX_VALUE ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, untilNs));
    }
}
