package io.ringtail.client;

import io.ringtail.client.log.Log;
import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes the events that were kept before the first attach, once their types are known to the daemon. For the
 * conductor's thread only.
 *
 * <p>A ring's time does not go back, so an event gets the time of its writing, and the conductor's thread id. In front
 * of each, an event {@code ringtail:early} has the true time and the thread's name.
 */
final class EarlyReplay {
    /** The event in front of each one that was kept. */
    static final EventSchema MARKER = EventSchema.builder("ringtail", "early")
            .field("time_ns", FieldType.U64)
            .field("thread", FieldType.STRING)
            .build();

    private static final Logger LOG = Log.of(EarlyReplay.class);

    private final EarlyEvents early;
    private final Threads threads;
    private final Function<EventSchema, EventType> register;
    private @Nullable EventType marker;
    /** The place of the next event: an error that ends an attempt costs one event. */
    private int next;

    private int written;
    private boolean done;

    /**
     * Creates the replay of the events that threads have kept.
     *
     * @param register registers an event
     */
    EarlyReplay(Threads threads, Function<EventSchema, EventType> register) {
        this.threads = threads;
        this.early = threads.early();
        this.register = register;
    }

    /**
     * Writes the events if a CPU is online and the daemon has answered for all types: the application's, and then that
     * of the marker.
     */
    void attempt(Attachment attachment, Collection<EventType> types) {
        if (done || !attachment.anyOnline() || !areAnswered(types)) {
            return;
        }
        EventType mark = marker;
        if (early.kept() == 0 && early.refuse() == 0) {
            end();
        } else if (mark == null) {
            marker = register.apply(MARKER);
        } else if (mark.isAnswered()) {
            replay(mark);
        }
    }

    private static boolean areAnswered(Collection<EventType> types) {
        for (EventType type : types) {
            if (!type.isAnswered()) {
                return false;
            }
        }
        return true;
    }

    private void replay(EventType mark) {
        int kept = early.refuse();
        // This thread takes no slot of its own for these few events.
        EventRecord record = threads.lendable();
        while (next < kept) {
            EarlyEvents.Early event = early.get(next++);
            if (event == null) {
                early.miss();
            } else {
                written += write(record, mark, event) ? 1 : 0;
            }
        }
        end();
    }

    private void end() {
        done = true;
        early.clear();
        if (written > 0 || early.lost() > 0) {
            LOG.info("{} events from before the first attach have been written, {} lost", written, early.lost());
        }
    }

    private boolean write(EventRecord record, EventType mark, EarlyEvents.Early event) {
        Thread current = Thread.currentThread();
        Binding binding = event.type.binding();
        if (binding == null) {
            early.miss();
            return false;
        }
        if (!binding.enabled()) {
            return false;
        }
        Binding marking = mark.binding();
        if (marking != null && marking.enabled()) {
            record.lendTo(current);
            record.begin(marking).u64(event.timestampNs).string(event.thread).commit();
        }
        record.lendTo(current);
        return KeptEvent.write(record, binding, event.payload);
    }
}
