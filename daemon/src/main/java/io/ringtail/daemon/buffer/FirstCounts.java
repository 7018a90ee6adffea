package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The number of events that each slot of a ring received before a reader's first sub-buffer.
 *
 * <p>This number is {@code base} if the slot holds that sub-buffer or a later one, and the number of all its events if
 * it holds an earlier one. If a writer has reserved a sub-buffer and not yet stored its number, while others have
 * committed events there, the writer's intent contains the base. All slots are read once, then those of such writers
 * again together with the intents of all threads; a writer that has stored its words since then is found by these. Only
 * if the ring has also wrapped in the meantime are they read again, at most {@link #MOST_ROUNDS} times.
 */
final class FirstCounts {
    private static final int MOST_ROUNDS = 4;

    private final ReaderRing ring;
    private final long first;
    private final SlotWords words;
    private final long[] least;
    private final long[] most;
    private final BitSet unknown = new BitSet();
    private final Map<Long, Long> basesOfOpeners = new HashMap<>();

    private FirstCounts(ReaderRing ring, long first) {
        this.ring = ring;
        this.first = first;
        this.words = new SlotWords(ring);
        this.least = new long[ring.geometry().subbufCount()];
        this.most = new long[least.length];
    }

    /** Counts the events received so far. */
    static FirstCounts of(ReaderRing ring, long first) {
        FirstCounts counts = new FirstCounts(ring, first);
        counts.unknown.set(0, counts.least.length);
        counts.countUnknown();
        for (int round = 0; round < MOST_ROUNDS && !counts.unknown.isEmpty(); round++) {
            counts.lookAtOpeners();
            counts.countUnknown();
        }
        return counts;
    }

    /** Returns, for each slot, a lower bound of the events received; exact unless the attempts were exhausted. */
    long[] least() {
        return least;
    }

    /** Returns, for each slot, an upper bound of the events received; exact unless the attempts were exhausted. */
    long[] most() {
        return most;
    }

    private void lookAtOpeners() {
        basesOfOpeners.clear();
        Map<Long, Integer> wanted = new HashMap<>();
        unknown.stream().filter(words::look).forEach(slot -> wanted.put(words.subbufOfLap(), slot));
        ring.eachIntent(wanted::containsKey, intent -> {
            Integer slot = wanted.get(intent.subbuf());
            if (intent.opens()
                    && slot != null
                    && words.look(slot)
                    && RingGeometry.isPossibleBase(intent.base(), words.commit(), words.base())) {
                basesOfOpeners.put(intent.subbuf(), intent.base());
            }
        });
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
