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
import io.ringtail.proto.layout.RunFiles;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a tracer's connection to its daemon. For the conductor's thread only.
 *
 * <pre>
 *   AWAY     --connected, HELLO sent-->            GREETING
 *   GREETING --WELCOME: mapped, caught up-->       ATTACHED
 *   GREETING --refused, silent, not usable-->      AWAY
 *   GREETING --WELCOME: other ids than before-->   AWAY      and the grant is returned first, if that takes no longer
 *                                                            than 2 s
 *   ATTACHED --socket ended, or invalid data-->    AWAY
 * </pre>
 *
 * <p>Grants and mappings are kept in all states, and after any failure: writers continue, and the next connection
 * resumes the same record. The slots of threads that have ended are also reclaimed in all states.
 */
final class DaemonLink {
    // A daemon has taken more than 5 s on a machine with ten times its work, and to ask it anew delays it further; an
    // application that waits for the attachment waits for 10 s.
    private static final long GREETING_LIMIT_NS = TimeUnit.SECONDS.toNanos(8);
    // An attachment that ends sooner does not reset the back-off.
    private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path controlSocket;
    private final Consumer<Attachment> publish;
    private final Registrations registrations;
    private final PendingSnapshot snapshot;
    private final Runnable wakeup;
    private final Runnable onInstances;
    private final ProcessBarrier barrier;
    private final Backoff backoff = new Backoff();
    private final StateLog log;
    private @Nullable ControlConnection connection;
    /** The daemon's last grant, with the first slots: stored before any step that depends on it can fail. */
    private @Nullable Welcome granted;

    private @Nullable AttachedFile file;
    private boolean published;
    private final FormerGrants former;

    private @Nullable SignalService service;
    private boolean attached;
    private long attachedNs;
    private long greetingEndNs;

    /**
     * Creates a link that is away.
     *
     * @param onInstances called when the daemon's instances may have changed
     */
    DaemonLink(
            Path directory,
            StateLog log,
            Supplier<ProcessBarrier> barriers,
            Consumer<Attachment> publish,
            Registrations registrations,
            PendingSnapshot snapshot,
            Runnable wakeup,
            Runnable onInstances) {
        this.controlSocket = directory.resolve(RunFiles.CONTROL_SOCKET);
        this.publish = publish;
        this.registrations = registrations;
        this.snapshot = snapshot;
        this.wakeup = wakeup;
        this.onInstances = onInstances;
        this.log = log;
        this.barrier = barriers.get();
        this.former = new FormerGrants(barrier);
    }

    /**
     * Does all the work possible without waiting.
     *
     * @param selector open; a different one only after {@link #disconnect}
     * @return the maximum time to wait for the selector in milliseconds, 0 for no limit
     */
    long doWork(Selector selector, long nowNs) {
        try {
            if (file != null) {
                file.sweep().doWork(nowNs);
            }
            former.doWork(nowNs);
            if (connection == null && !former.areAwaited() && backoff.isOver(nowNs)) {
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
            throw new AttachException("the daemon sent an unexpected message: " + message);
        }
    }

    private boolean onMessage(ControlMessage message, AttachedFile current) {
        if (message instanceof Doorbell) {
            current.onDoorbell(barrier);
            former.onDoorbell();
            onInstances.run();
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
        if (known && current.attachment().slots().hasOwnIds() != grant.ownIds()) {
            giveBack(current);
            throw new AttachException("the daemon runs in another pid namespace than the last one: attaching anew");
        }
        if (known) {
            current.catchUp(barrier);
        } else {
            takeOver(current);
        }
        former.catchUp();
        onInstances.run();
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

    /**
     * Gives a grant back, since its events would go on with ids that denote other threads to this daemon. The types
     * keep their ids in it until the next grant, so that each event until then is counted.
     */
    private void giveBack(AttachedFile current) {
        former.recall(current, System.nanoTime());
        forget();
        backoff.reset();
    }

    private void forget() {
        file = null;
        granted = null;
    }

    /** Stores a grant. A resumed grant comes without its first slots, so they are kept. */
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

    /**
     * Opens the file of a grant. If that fails, the grant is dropped: the daemon revokes it when the connection ends.
     */
    private AttachedFile open(Welcome grant) throws IOException, AttachException {
        try {
            return AttachedFile.open(grant, controlSocket, new Signals(wakeup));
        } catch (AttachException e) {
            granted = null;
            throw e;
        }
    }

    /**
     * Takes over a file. Its record is entered, so only this process can return it, even if the file proves unusable.
     */
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
            // Events already begun go nowhere, so that no thread takes a slot in the old file again.
            file.attachment().slots().revoke();
            file.close();
        }
        if (former.areCountedOutside(current)) {
            registrations.onReplaced();
        }
        former.replaced();
        file = current;
        published = false;
    }

    private void publish(AttachedFile current) {
        if (!published) {
            publish.accept(current.attachment());
            published = true;
        }
    }

    /** Returns the grants: the last call except {@link #disconnect}. May wait. */
    void end(Selector selector) {
        AttachedFile last = file;
        if (last != null) {
            new Farewell(last, barrier).say(attached ? connection : null, selector);
            last.close();
        }
        forget();
        former.end(selector);
        registrations.clear();
    }

    /** Begins to return the grants without waiting: no thread begins an event any more. */
    void beginToLeave() {
        registrations.onReplaced();
        disconnect();
        former.replaced();
        if (file != null) {
            former.revoke(file, System.nanoTime());
        }
        forget();
    }

    /** Returns the grants once no thread is inside an event; returns whether that is done. After the call above. */
    boolean hasLeft() {
        former.doWork(System.nanoTime());
        boolean left = former.areLeft();
        if (left) {
            registrations.clear();
        }
        return left;
    }

    /** Returns whether this process is attached and all its events are known, or that has failed for now. */
    boolean isSettled() {
        return attached ? registrations.areAnswered() : connection == null;
    }

    /** Returns this process's barrier. */
    ProcessBarrier barrier() {
        return barrier;
    }

    /** Ends the connection, if there is one; grants remain. */
    void disconnect() {
        ControlConnection last = connection;
        connection = null;
        attached = false;
        service = null;
        if (last != null) {
            last.close();
        }
        // Also after a failure: the sweep of slots may have been the first to touch the truncated part.
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

    /**
     * Detaches from a truncated buffer. The daemon of such a buffer ends, so its clients check the buffer here, and do
     * not touch it again.
     */
    private void detachFromDamage() {
        if (file != null && file.isCutShort()) {
            registrations.onReplaced();
            file.attachment().slots().revoke();
            file.close();
            file = null;
            service = null;
            log.cutShort();
        }
        boolean dropped = former.dropDamaged();
        if (dropped && file == null) {
            // The types still have their ids there; otherwise they have those of the current file.
            registrations.onReplaced();
        }
    }

    private long waitMs(long nowNs) {
        long untilNs = Long.MAX_VALUE;
        if (connection == null && former.areAwaited()) {
            untilNs = Long.MAX_VALUE;
        } else if (connection == null) {
            untilNs = backoff.leftNs(nowNs);
        } else if (!attached) {
            untilNs = greetingEndNs - nowNs;
        } else if (service != null) {
            untilNs = service.leftNs(connection, nowNs);
        }
        if (file != null) {
            untilNs = Math.min(untilNs, file.sweep().leftNs(nowNs));
        }
        untilNs = Math.min(untilNs, former.leftNs(nowNs));
        return untilNs == Long.MAX_VALUE ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, untilNs));
    }
}
