package io.ringtail.client.conductor;

import io.ringtail.client.log.Log;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.control.EventId;
import io.ringtail.proto.control.EventRefused;
import io.ringtail.proto.control.RegisterEvent;
import io.ringtail.proto.event.EventSchemaCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * The types of events of this process, each identified on the socket by its correlation, which is its index in a list.
 *
 * <p>Any thread may add one; everything else is for the conductor's thread.
 */
final class Registrations {
    private static final Logger LOG = Log.of(Registrations.class);

    private final Queue<Registration> added = new ConcurrentLinkedQueue<>();
    private final List<Entry> entries = new ArrayList<>();
    private int asked;
    private Consumer<Registration> onAdded = registration -> {};

    /** A registration, and the reason of its last refusal. */
    private static final class Entry {
        private final Registration registration;
        private String refused = "";
        private boolean answered;

        Entry(Registration registration) {
            this.registration = registration;
        }

        void onId(Attachment attachment, int id) {
            refused = "";
            answered = true;
            registration.onId(attachment, id);
        }

        void onRefused(String reason) {
            answered = true;
            if (!reason.equals(refused)) {
                refused = reason;
                registration.onRefused(reason);
            }
        }
    }

    void add(Registration registration) {
        added.add(registration);
    }

    /** Sets the receiver of each registration whose id is requested for the first time from now on. */
    void onAdded(Consumer<Registration> receiver) {
        onAdded = receiver;
    }

    /** Returns those whose ids have been requested. */
    List<Registration> requested() {
        return entries.stream().map(entry -> entry.registration).toList();
    }

    /** Returns whether the daemon has answered for all. */
    boolean areAnswered() {
        return added.isEmpty() && entries.stream().allMatch(entry -> entry.answered);
    }

    /** Removes all registrations. */
    void clear() {
        added.clear();
        entries.clear();
        asked = 0;
    }

    /** Requests all ids again, because there is a new connection. */
    void askAgain() {
        asked = 0;
    }

    /** Invalidates all ids: another file replaces the one in which they are valid, or that file was truncated. */
    void onReplaced() {
        for (Entry entry : entries) {
            entry.refused = "";
            tell(entry.registration::onReplaced);
        }
    }

    /** Requests the ids not yet requested on this connection. */
    void ask(ControlConnection connection) {
        for (Registration next = added.poll(); next != null; next = added.poll()) {
            entries.add(new Entry(next));
            onAdded.accept(next);
        }
        for (; asked < entries.size(); asked++) {
            ask(connection, asked);
        }
    }

    private void ask(ControlConnection connection, int correlation) {
        Entry entry = entries.get(correlation);
        connection.send(new RegisterEvent(correlation, EventSchemaCodec.encode(entry.registration.schema())));
    }

    /** Processes an id; returns false if there was no such request. */
    boolean onId(Attachment attachment, EventId answer) {
        boolean known = answer.correlation() >= 0 && answer.correlation() < asked;
        if (known) {
            tell(() -> entries.get(answer.correlation()).onId(attachment, answer.id()));
        }
        return known;
    }

    /** Processes a refusal; returns false if there was no such request. */
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
            LOG.warn("an event type failed to handle the daemon's answer", e);
        }
    }
}
