package io.ringtail.daemon.trigger;

import io.ringtail.reader.EventView;
import io.ringtail.reader.filter.EventSelector;
import io.ringtail.reader.filter.Selection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A trigger: the events that it waits for, its action, and its counters, which any thread may read. */
final class Trigger {
    private final long id;
    private final Selection selection;
    private final TriggerAction action;
    private final long sinceNs;
    private final EventSelector selector;
    private final AtomicLong matched = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicBoolean pending = new AtomicBoolean();
    private boolean due;

    /**
     * Creates a trigger.
     *
     * @param sinceNs the time of the first event that it may match
     */
    Trigger(long id, Selection selection, TriggerAction action, long sinceNs) {
        this.id = id;
        this.selection = selection;
        this.action = action;
        this.sinceNs = sinceNs;
        this.selector = new EventSelector(selection);
    }

    long id() {
        return id;
    }

    TriggerAction action() {
        return action;
    }

    Selection selection() {
        return selection;
    }

    /** Events that matched while it was live. */
    long matched() {
        return matched.get();
    }

    /** How often it did what it does. */
    long done() {
        return done.get();
    }

    /** How often that was refused, or failed. */
    long refused() {
        return refused.get();
    }

    /** Whether it may still do something. */
    boolean isLive() {
        return done.get() < action.most();
    }

    /** Compares an event; called by the watching thread. */
    void see(EventView event) {
        if (event.timestampNs() >= sinceNs && selector.matches(event)) {
            matched.lazySet(matched.get() + 1);
            due = true;
        }
    }

    /** Returns whether an event matched since the last call; called by the watching thread. */
    boolean takeDue() {
        boolean was = due;
        due = false;
        return was;
    }

    /** Begins to do it, unless that is still being done; {@link #ended} follows if this returns true. */
    boolean begin() {
        boolean begun = pending.compareAndSet(false, true);
        if (begun && !isLive()) {
            pending.set(false);
            return false;
        }
        return begun;
    }

    /** Counts what was begun; called by any thread. */
    void ended(boolean succeeded) {
        didIt(succeeded);
        pending.set(false);
    }

    /** Counts an attempt; called by any thread. */
    void didIt(boolean succeeded) {
        AtomicLong counter = succeeded ? done : refused;
        counter.incrementAndGet();
    }
}
