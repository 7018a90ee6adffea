package io.ringtail.client;

import io.ringtail.client.ring.Attachment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events that were lost where the stack or the heap ended before they had a place in a ring; for this library and
 * the code of {@link Tracer#provider} only. The sweep moves them into a ring's account.
 *
 * <p>There may be no stack even for {@link #add}; not even for a synchronized block, whose begin a JVM that interprets
 * checks like a call. Whoever fails to call it increments {@link #uncalled}, which calls nothing. Of two threads that do
 * so within the same few nanoseconds, one may count for both.
 */
public final class LostEvents {
    /** Events for which {@link #add} could not be called; plain, since a handle's access would be a call, too. */
    public long uncalled;

    private final AtomicLong added = new AtomicLong();
    /** How many are in a ring's account; guarded by this object. */
    private long settled;

    LostEvents() {}

    /** Counts an event; nothing is counted if this throws. */
    public void add() {
        added.incrementAndGet();
    }

    /** Moves the events into a ring's account. */
    synchronized void settle(Attachment attachment) {
        long all = added.get() + uncalled;
        if (all > settled) {
            attachment.countMalformed(all - settled);
            settled = all;
        }
    }
}
