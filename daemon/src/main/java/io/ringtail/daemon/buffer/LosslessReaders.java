package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readers for which a ring in discard mode keeps events, and its word {@code consumed}, which tells writers from
 * where on. Any thread may use it.
 */
final class LosslessReaders {
    private final ReaderRing ring;
    private final List<RingReader> readers = new ArrayList<>();
    /** The sub-buffers from which events are kept for readers being opened. */
    private final List<Long> keptForOpening = new ArrayList<>();
    /** The value last stored to {@code consumed}. */
    private long told;
    /** Whether a reader has read everything. */
    private boolean readOut;
    /** Those of the ring that has replaced this one: it keeps its events from the first one on for the readers here. */
    private @Nullable LosslessReaders heir;
    /** Whether it does so, and from where on. */
    private boolean keptInHeir;

    private long keptFrom;

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
        publish();
        releaseHeir();
    }

    synchronized void remove(RingReader reader) {
        readers.remove(reader);
        publish();
        releaseHeir();
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
        if (!readers.isEmpty() && slowest > ring.consumed()) {
            tell(slowest);
        }
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (RingReader reader : readers) {
            slowest = Math.min(slowest, reader.subbufNeeded());
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
    }

    /** Removes the readers that have not polled for longer than a timeout; returns their number. */
    int dismissStalled(long nowNs, long timeoutNs) {
        List<RingReader> stalled = stalled(nowNs, timeoutNs);
        stalled.forEach(this::remove);
        return stalled.size();
    }

    private synchronized List<RingReader> stalled(long nowNs, long timeoutNs) {
        return readers.stream()
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

    /** Records that a reader has read the ring to its end. */
    synchronized void readOut() {
        readOut = true;
    }

    synchronized boolean isReadOut() {
        return readOut;
    }
}
