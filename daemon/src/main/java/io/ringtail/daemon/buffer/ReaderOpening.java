package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How readers of a ring are opened, or of the ring that it has replaced, where what they want begins. Any thread may use
 * it.
 */
final class ReaderOpening {
    private final ReaderRing ring;

    ReaderOpening(ReaderRing ring) {
        this.ring = ring;
    }

    RingReader at(StartAt start, boolean requested) {
        ReaderRing former = start == StartAt.NOW ? null : enteredFormer();
        if (former == null) {
            return here(start, requested);
        }
        try {
            return former.openReader(start, requested);
        } finally {
            former.leave();
        }
    }

    /** Returns the ring that this one has replaced, which stays until it is left; null if it is released. */
    private @Nullable ReaderRing enteredFormer() {
        ReaderRing former = ring.former();
        return former != null && former.enter() ? former : null;
    }

    private RingReader here(StartAt start, boolean requested) {
        return open(
                requested,
                keeps -> new RingReader(ring, ReaderStart.at(ring, start, keeps), keeps),
                next -> next.here(StartAt.BEGINNING, requested));
    }

    /** Opens the reader that continues for one that has read the ring before to its end. */
    RingReader after(RingReader last) {
        RingReader reader = here(StartAt.BEGINNING, last.isLossless());
        reader.follow(last);
        return reader;
    }

    RingReader since(long sinceNs, boolean requested) {
        ReaderRing former = enteredFormer();
        if (former == null) {
            return open(
                    requested,
                    keeps -> new RingReader(ring, ReaderStart.since(ring, sinceNs, keeps), keeps),
                    next -> next.since(sinceNs, requested));
        }
        try {
            return former.openReaderSince(sinceNs, requested);
        } finally {
            former.leave();
        }
    }

    RingReader from(Position from, boolean requested) {
        ReaderRing former = isHere(from) ? null : enteredFormer();
        if (former == null) {
            return resume(from, requested);
        }
        try {
            return former.openReader(from, requested);
        } finally {
            former.leave();
        }
    }

    private boolean isHere(Position position) {
        return RingLabel.ring(position.subbuf()) == ring.ringsBefore();
    }

    private RingReader resume(Position from, boolean requested) {
        RingPast before = ring.settledPast();
        if (!isHere(from)) {
            RingReader reader = here(StartAt.BEGINNING, requested);
            long written = Math.max(0, before.written() - from.events());
            reader.losses().addPast(written + Math.max(0, before.dropped() - from.dropped()));
            reader.skipBefore(from.notBefore());
            return reader;
        }
        Position here = RingLabel.without(from, before);
        return open(
                requested,
                keeps -> new RingReader(ring, Resumption.of(ring, here), keeps),
                next -> next.resume(from, requested));
    }

    RingReader returning(@Nullable Position from, boolean requested) {
        RingReader reader = from == null ? at(StartAt.BEGINNING, requested) : from(from, requested);
        if (requested) {
            ReaderRing former = from != null && isHere(from) ? null : ring.former();
            (former == null ? ring : former).losslessReaders().returned();
        }
        return reader;
    }

    /**
     * Opens a reader without holding the ring's monitor; events are kept for it in the meantime.
     *
     * @param later opens it in the ring that has replaced this one, if this one has gone
     */
    private RingReader open(
            boolean requested, Function<Boolean, RingReader> opener, Function<ReaderOpening, RingReader> later) {
        if (!ring.enter()) {
            return later.apply(Objects.requireNonNull(ring.successor()).opening());
        }
        RingReader reader = null;
        try {
            reader = openEntered(requested, opener);
            RingPast before = ring.settledPast();
            reader.losses().begin(before.written(), before.dropped());
            return reader;
        } finally {
            if (reader == null) {
                ring.leave();
            }
        }
    }

    private RingReader openEntered(boolean requested, Function<Boolean, RingReader> opener) {
        if (!requested || ring.mode() != BufferMode.DISCARD) {
            return opener.apply(false);
        }
        LosslessReaders lossless = ring.losslessReaders();
        long from = lossless.keep();
        RingReader reader = null;
        try {
            reader = opener.apply(true);
            return reader;
        } finally {
            lossless.opened(from, reader);
        }
    }
}
