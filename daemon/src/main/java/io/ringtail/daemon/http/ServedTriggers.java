package io.ringtail.daemon.http;

import io.ringtail.reader.filter.Selection;
import java.util.List;

/** The daemon's triggers. All methods are thread-safe. */
public interface ServedTriggers {
    /**
     * A trigger.
     *
     * @param selection the events that it waits for
     * @param action what it does
     * @param matched events that matched
     * @param done how often it did that
     * @param refused how often that was refused, such as a snapshot right after another
     * @param live whether it still waits
     */
    record Entry(long id, Selection selection, String action, long matched, long done, long refused, boolean live) {}

    /**
     * What the watching thread has seen since a trigger was first added.
     *
     * @param events seen
     * @param lost not seen, since they were overwritten or dropped before
     * @param problem why it has ended; empty if it has not
     */
    record Watch(long events, long lost, String problem) {}

    /** No more triggers are accepted. */
    final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;

        public TooManyException(String line) {
            super(line, null, false, false);
        }
    }

    /** The triggers, in the order of their ids. */
    List<Entry> all();

    /** What was seen. */
    Watch watch();

    /**
     * Adds a trigger for events from now on.
     *
     * @throws IllegalArgumentException if the action is none; the message says what is
     */
    Entry add(Selection selection, String action) throws TooManyException;

    /** Removes a trigger; returns whether there was one with this id. */
    boolean remove(long id);
}
