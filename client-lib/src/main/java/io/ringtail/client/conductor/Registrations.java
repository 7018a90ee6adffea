package io.ringtail.client.conductor;

import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.control.EventId;
import io.ringtail.proto.control.EventRefused;
import io.ringtail.proto.control.RegisterEvent;
import io.ringtail.proto.event.EventSchemaCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds of events that this process has, each by its correlation on the socket, which is its place in a list.
 *
 * <p>Added by any thread; all else is for the conductor's.
 */
final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final Queue<Registration> added = new ConcurrentLinkedQueue<>();
    private final List<Entry> entries = new ArrayList<>();
    private int asked;

    /** A registration, and why it was refused last. */
    private static final class Entry {
        private final Registration registration;
        private String refused = "";

        Entry(Registration registration) {
            this.registration = registration;
        }

        void onId(Attachment attachment, int id) {
            refused = "";
            registration.onId(attachment, id);
        }

        void onRefused(String reason) {
            if (!reason.equals(refused)) {
                refused = reason;
                registration.onRefused(reason);
            }
        }
    }

    void add(Registration registration) {
        added.add(registration);
    }

    /** Forgets all of them. */
    void clear() {
        added.clear();
        entries.clear();
        asked = 0;
    }

    /** Makes all of them be asked for again: there is a new connection. */
    void askAgain() {
        asked = 0;
    }

    /** Takes their ids from all of them: another file takes the place of the one in which those hold, or that has been cut short. */
    void onReplaced() {
        for (Entry entry : entries) {
            entry.refused = "";
            tell(entry.registration::onReplaced);
        }
    }

    /** Asks for all that were not asked for on this connection. */
    void ask(ControlConnection connection) {
        for (Registration next = added.poll(); next != null; next = added.poll()) {
            entries.add(new Entry(next));
        }
        for (; asked < entries.size(); asked++) {
            ask(connection, asked);
        }
    }

    private void ask(ControlConnection connection, int correlation) {
        Entry entry = entries.get(correlation);
        connection.send(new RegisterEvent(correlation, EventSchemaCodec.encode(entry.registration.schema())));
    }

    /** False for an answer to no question. */
    boolean onId(Attachment attachment, EventId answer) {
        boolean known = answer.correlation() >= 0 && answer.correlation() < asked;
        if (known) {
            tell(() -> entries.get(answer.correlation()).onId(attachment, answer.id()));
        }
        return known;
    }

    /** False for an answer to no question. */
    boolean onRefused(EventRefused answer) {
        boolean known = answer.correlation() >= 0 && answer.correlation() < asked;
        if (known) {
            tell(() -> entries.get(answer.correlation()).onRefused(answer.reason()));
        }
        return known;
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            LOG.warn("an event type could not take the daemon's answer", e);
        }
    }
}
