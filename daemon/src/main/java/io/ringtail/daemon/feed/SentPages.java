package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.RingReader;
import org.jspecify.annotations.Nullable;

/**
 * What of a feed's pages has left this process. A ring that waits for a receiver keeps a page until then: if the daemon is
 * killed with the page in its own memory, the receiver asks the next daemon for it again.
 */
final class SentPages {
    private final boolean kept;
    /** The reader of the latest page, and where it was afterwards: the page's frames may be to come. */
    private @Nullable Place latest;
    /** The same of the page before, whose frames have all been handed over. */
    private @Nullable Place before;

    private record Place(RingReader reader, long subbuf) implements Runnable {
        @Override
        public void run() {
            reader.sent(subbuf);
        }
    }

    /** Creates it; kept is whether rings wait for the receiver. */
    SentPages(boolean kept) {
        this.kept = kept;
    }

    /** Begins to keep what a reader reads, which has not polled yet. */
    void begin(RingReader reader) {
        if (kept) {
            reader.sent(reader.subbufNeeded());
        }
    }

    /** Notes that a reader has just copied a page. */
    void copied(RingReader reader) {
        if (kept) {
            before = latest;
            latest = new Place(reader, reader.subbufNeeded());
        }
    }

    /** Returns what is to be done when the pieces so far have left this process; null for nothing. */
    @Nullable
    Runnable onSent(boolean drained) {
        Place first = before;
        before = null;
        if (!drained) {
            return first;
        }
        Place last = latest;
        latest = null;
        if (first == null || last == null) {
            return first == null ? last : first;
        }
        return both(first, last);
    }

    private static Runnable both(Place first, Place last) {
        return () -> {
            first.run();
            last.run();
        };
    }
}
