package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * How many events each slot of a ring has taken in before a reader's first sub-buffer.
 *
 * <p>That is {@code base} where the slot holds that sub-buffer or a later one, and all of its events where it holds an
 * earlier one. Where a writer stands between reserving a sub-buffer and naming it while others have committed events there,
 * the intent of that writer knows its base. The slots are gone through once, and once more with the intents of all threads
 * for those of such writers; a writer that has stored its words since is found by these. Only where the ring went round
 * meanwhile as well is it looked again, {@link #MOST_ROUNDS} times at most.
 */
final class FirstCounts {
    private static final int MOST_ROUNDS = 4;

    private final Ring ring;
    private final long first;
    private final SlotWords words;
    private final long[] least;
    private final long[] most;
    private final BitSet unknown = new BitSet();
    private final Map<Long, Long> basesOfOpeners = new HashMap<>();

    private FirstCounts(Ring ring, long first) {
        this.ring = ring;
        this.first = first;
        this.words = new SlotWords(ring);
        this.least = new long[ring.geometry().subbufCount()];
        this.most = new long[least.length];
    }

    /** Counts what is there now. */
    static FirstCounts of(Ring ring, long first) {
        FirstCounts counts = new FirstCounts(ring, first);
        counts.unknown.set(0, counts.least.length);
        counts.countUnknown();
        for (int round = 0; round < MOST_ROUNDS && !counts.unknown.isEmpty(); round++) {
            counts.lookAtOpeners();
            counts.countUnknown();
        }
        return counts;
    }

    /** For each slot, no more than it has taken in; exact unless the looks were used up. */
    long[] least() {
        return least;
    }

    /** For each slot, no less than it has taken in; exact unless the looks were used up. */
    long[] most() {
        return most;
    }

    private void lookAtOpeners() {
        basesOfOpeners.clear();
        Map<Long, Integer> wanted = new HashMap<>();
        unknown.stream().filter(words::look).forEach(slot -> wanted.put(words.subbufOfLap(), slot));
        ring.eachIntent(wanted::containsKey, intent -> {
            Integer slot = wanted.get(intent.subbuf());
            if (intent.opens() && slot != null && words.look(slot) && isBase(intent.base())) {
                basesOfOpeners.put(intent.subbuf(), intent.base());
            }
        });
    }

    /** Whether the commit word can have come from this base, and the base from the slot's last one. */
    private boolean isBase(long base) {
        long inLap = (RingGeometry.committedEvents(words.commit()) - base) & Ring.EVENTS_MASK;
        long before = base - words.base();
        return inLap <= words.units() && before >= 0 && before <= Ring.EVENTS_MASK;
    }

    private void countUnknown() {
        for (int slot = unknown.nextSetBit(0); slot >= 0; slot = unknown.nextSetBit(slot + 1)) {
            if (words.look(slot)) {
                count(slot);
            } else {
                most[slot] = Math.max(0, ring.eventsOf(slot));
            }
        }
    }

    private void count(int slot) {
        boolean opened = words.beingOpened();
        long subbuf = opened ? words.subbufOfLap() : words.sequence();
        if (subbuf < first || !(opened || words.held())) {
            counted(slot, words.events());
        } else if (!opened) {
            counted(slot, words.base());
        } else if (basesOfOpeners.containsKey(subbuf)) {
            counted(slot, basesOfOpeners.getOrDefault(subbuf, 0L));
        } else {
            least[slot] = Math.max(0, words.base());
            most[slot] = Math.max(0, words.events());
        }
    }

    private void counted(int slot, long events) {
        least[slot] = Math.max(0, events);
        most[slot] = least[slot];
        unknown.clear(slot);
    }
}
