package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The readers for which a ring in discard mode keeps events, and its word {@code consumed}, which tells writers from
 * where on. Any thread may use it.
 *
 * <p>The file has the number of these readers, so that the next daemon keeps events for as many until they resume there,
 * in whatever order, or have had as much time as a reader that requests nothing.
 */
final class LosslessReaders {
    /** More readers than any daemon has: a larger number in the file is not a daemon's. */
    private static final int MOST_ABSENT = 1 << 16;

    private final ReaderRing ring;
    private final List<RingReader> readers = new ArrayList<>();
    /** Where those readers are whose pages may be in this process still, and be lost with it: up to there they are not. */
    private final Map<RingReader, Long> sent = new HashMap<>();
    /**
     * Those readers that have read the ring to its end, with pages that may be in this process still: it is kept for
     * them as a whole. The ring that has replaced this one counts them in the file.
     */
    private final Set<RingReader> unsent = new HashSet<>();
    /** The sub-buffers from which events are kept for readers being opened. */
    private final List<Long> keptForOpening = new ArrayList<>();
    /** The value last stored to {@code consumed}. */
    private long told;
    /** Whether a reader has read the ring to its end. */
    private boolean readOut;
    /** Those of the ring that has replaced this one: it keeps its events from the first one on for the readers here. */
    private @Nullable LosslessReaders heir;
    /** Whether it does so, and from where on. */
    private boolean keptInHeir;

    private long keptFrom;

    /** The readers of an earlier daemon that have not resumed yet, and from where on events are kept for them. */
    private int absent;

    private long absentSinceNs;
    private long keptForAbsent;
    /** Whether readers end because the daemon does: then events are kept for the next one's. */
    private boolean leaving;

    LosslessReaders(ReaderRing ring) {
        this.ring = ring;
    }

    /** Keeps events for a reader that is being opened; returns from which sub-buffer on. */
    synchronized long keep() {
        long from = Math.min(ring.consumed(), ring.current());
        keptForOpening.add(from);
        keepInHeir();
        return from;
    }

    /** Ends {@link #keep}; the reader is null if it was not opened. */
    synchronized void opened(long from, @Nullable RingReader reader) {
        keptForOpening.remove(from);
        if (reader != null) {
            readers.add(reader);
        }
        changed();
    }

    synchronized void remove(RingReader reader) {
        readers.remove(reader);
        sent.remove(reader);
        changed();
    }

    /**
     * Records that what a reader has read before a sub-buffer has left this process. From the first call on, events are
     * kept for the reader until it has.
     */
    synchronized void sent(RingReader reader, long subbuf) {
        if (readers.contains(reader)) {
            sent.merge(reader, subbuf, Math::max);
            publish();
        }
    }

    /** Records that a reader has read the ring to its end, and goes on in the one that has replaced it. */
    synchronized void finished(RingReader reader) {
        if (sent.containsKey(reader)) {
            unsent.add(reader);
        } else {
            readOut = true;
        }
        remove(reader);
    }

    /** Records that nothing that a reader has read to the ring's end is to be kept for its receiver any more. */
    synchronized void allSent(RingReader reader) {
        if (unsent.remove(reader)) {
            readOut = true;
            changed();
        }
    }

    private void changed() {
        countInFile();
        publish();
        releaseHeir();
        publishReadOut();
    }

    /** Lets the next daemon know that the ring was read to its end: by the last reader of which that is required. */
    private void publishReadOut() {
        if (!leaving && readOut && !isKept() && ring.consumed() < ring.current()) {
            tell(ring.current());
        }
    }

    private boolean isKept() {
        return !readers.isEmpty() || !unsent.isEmpty() || !keptForOpening.isEmpty();
    }

    private void countInFile() {
        if (ring.mode() == BufferMode.DISCARD && !leaving) {
            ring.region().putLongOpaque(RingDescriptor.LOSSLESS_OFFSET, readers.size() + absent);
        }
    }

    /** Keeps events for the readers that an earlier daemon had. */
    synchronized void awaitReturns(long nowNs) {
        long had = ring.mode() == BufferMode.DISCARD ? ring.counter(RingDescriptor.LOSSLESS_OFFSET) : 0;
        if (had > 0 && had <= MOST_ABSENT) {
            await(new Absence((int) had, nowNs));
        }
    }

    /** Keeps events for readers that an earlier daemon had; of no ring whose readers are awaited already. */
    synchronized void await(Absence readers) {
        if (readers.count() > 0 && ring.mode() == BufferMode.DISCARD) {
            absent = readers.count();
            absentSinceNs = readers.sinceNs();
            keptForAbsent = keep();
            countInFile();
        }
    }

    /** Returns the readers of an earlier daemon that have not resumed yet. */
    synchronized Absence absence() {
        return new Absence(absent, absentSinceNs);
    }

    /**
     * Readers that have not resumed.
     *
     * @param sinceNs when this daemon began to wait for them
     */
    record Absence(int count, long sinceNs) {
        Absence plus(Absence other) {
            return new Absence(count + other.count, Math.max(sinceNs, other.sinceNs));
        }
    }

    /** Whether readers that an earlier daemon had may still resume. */
    synchronized boolean isAwaited() {
        return absent > 0;
    }

    /** Records that a receiver has resumed: one of the readers that an earlier daemon had of this ring or the next. */
    synchronized void returned() {
        if (absent > 0) {
            absent--;
            releaseAbsent();
        } else if (heir != null) {
            heir.returned();
        }
    }

    private void releaseAbsent() {
        if (absent == 0) {
            opened(keptForAbsent, null);
        } else {
            countInFile();
        }
    }

    private synchronized int dismissAbsent(long nowNs, long timeoutNs) {
        int dismissed = nowNs - absentSinceNs > timeoutNs ? absent : 0;
        if (dismissed > 0) {
            absent = 0;
            releaseAbsent();
        }
        return dismissed;
    }

    /** Keeps events from now on for the readers there are, even if they are closed: those of the next daemon. */
    synchronized void leave() {
        leaving = true;
    }

    private void keepInHeir() {
        LosslessReaders next = heir;
        if (next != null && !keptInHeir) {
            keptInHeir = true;
            keptFrom = next.keep();
        }
    }

    /** Readers that came after the ring was replaced count, too: the next ring waits for the last one that is here. */
    private void releaseHeir() {
        LosslessReaders next = heir;
        if (next != null && keptInHeir && readers.isEmpty() && keptForOpening.isEmpty()) {
            keptInHeir = false;
            next.opened(keptFrom, null);
        }
    }

    /** Publishes the position of the slowest reader to writers; it never moves back. */
    synchronized void publish() {
        long slowest = slowest();
        if (!leaving && !readers.isEmpty() && slowest > ring.consumed()) {
            tell(slowest);
        }
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (RingReader reader : readers) {
            long place = reader.subbufNeeded();
            slowest = Math.min(slowest, sent.getOrDefault(reader, place));
        }
        for (long from : keptForOpening) {
            slowest = Math.min(slowest, from);
        }
        return slowest;
    }

    private void tell(long subbuf) {
        told = subbuf;
        ring.region().putLongRelease(RingDescriptor.CONSUMED_OFFSET, subbuf);
    }

    /** Restores {@code consumed} if another process has changed it. */
    synchronized void keepConsumed() {
        long most = Math.max(told, readers.isEmpty() ? ring.current() : slowest());
        if (ring.mode() == BufferMode.DISCARD && (ring.consumed() < told || ring.consumed() > most)) {
            tell(readers.isEmpty() ? told : most);
        }
        countInFile();
    }

    /** Removes the readers that have not polled, or not resumed, for longer than a timeout; returns their number. */
    int dismissStalled(long nowNs, long timeoutNs) {
        List<RingReader> stalled = stalled(readers, nowNs, timeoutNs);
        stalled.forEach(this::remove);
        stalled(unsent, nowNs, timeoutNs).forEach(this::allSent);
        return stalled.size() + dismissAbsent(nowNs, timeoutNs);
    }

    private synchronized List<RingReader> stalled(Collection<RingReader> of, long nowNs, long timeoutNs) {
        return of.stream()
                .filter(reader -> nowNs - reader.askedNs() > timeoutNs)
                .toList();
    }

    synchronized boolean has(RingReader reader) {
        return readers.contains(reader);
    }

    /** Makes the next ring keep its events for the readers that have still to read this one. */
    synchronized void handOver(LosslessReaders next) {
        heir = next;
        if (!readers.isEmpty() || !keptForOpening.isEmpty()) {
            keepInHeir();
        }
    }

    /** Whether a reader, of this daemon or an earlier one, has read the ring to its end, and none still needs it. */
    synchronized boolean isReadOut() {
        return !leaving && !isKept() && (readOut || ring.consumed() >= ring.current());
    }
}
