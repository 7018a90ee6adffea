package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.RingReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a feed's pages has left this process. A ring that waits for a receiver keeps a page until then: if the daemon is
 * killed with the page in its own memory, the receiver asks the next daemon for it again.
 */
final class SentPages implements AutoCloseable {
    private final boolean kept;
    /** Where readers are after the latest look at them: the frames that say so may be to come. */
    private final List<Place> latest = new ArrayList<>();
    /** The same of the looks before, whose frames have all been handed over. */
    private final List<Place> before = new ArrayList<>();
    /** Readers of rings that have been replaced, with pages that may not have left this process yet. */
    private final Set<RingReader> ended = new HashSet<>();

    /** Where a reader is; null if that is the end of a ring that has been replaced. */
    private record Place(RingReader reader, @Nullable Long subbuf) {}

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

    /** Notes that a reader is about to be succeeded, all of whose frames have been handed over. */
    void end(RingReader reader) {
        if (kept) {
            ended.add(reader);
            before.add(new Place(reader, null));
        }
    }

    /** Notes that readers are polled next, and that all frames so far have been handed over. */
    void nextLook() {
        before.addAll(latest);
        latest.clear();
    }

    /** Notes that a reader has just copied a page, or passed events that are not wanted. */
    void copied(RingReader reader) {
        if (kept) {
            latest.add(new Place(reader, reader.subbufNeeded()));
        }
    }

    /** Returns what is to be done when the pieces so far have left this process; null for nothing. */
    @Nullable
    Runnable onSent(boolean drained) {
        if (drained) {
            nextLook();
        }
        if (before.isEmpty()) {
            return null;
        }
        List<Place> places = List.copyOf(before);
        before.clear();
        return () -> places.forEach(this::sent);
    }

    private void sent(Place place) {
        Long subbuf = place.subbuf();
        if (subbuf != null) {
            place.reader().sent(subbuf);
        } else if (ended.remove(place.reader())) {
            place.reader().allSent();
        }
    }

    /** Keeps nothing any more: the receiver has gone. */
    @Override
    public void close() {
        ended.forEach(RingReader::allSent);
        ended.clear();
    }
}
