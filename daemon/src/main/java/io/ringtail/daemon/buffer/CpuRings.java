package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ring of each CPU that has one. The conductor adds and replaces them; any thread reads them, and may watch for new
 * ones.
 *
 * <p>A new ring in discard mode keeps its events for every receiver that asks for it, from the first one on: for those
 * that watch, even if they take nothing at the time, and for those of the last daemon that are still to resume: as many
 * as the ring that has the most of them. Receivers of different CPUs may be more.
 */
public final class CpuRings {
    private final AtomicReferenceArray<@Nullable ReaderRing> rings;
    private final List<Consumer<ReaderRing>> watchers = new ArrayList<>();
    private boolean leaving;

    CpuRings(int cpus) {
        rings = new AtomicReferenceArray<>(cpus);
    }

    /** Returns a CPU's ring; null if it has none. */
    @Nullable
    ReaderRing get(int cpu) {
        return cpu < 0 || cpu >= rings.length() ? null : rings.getAcquire(cpu);
    }

    /** Adds a ring that no writer uses yet. */
    synchronized void add(ReaderRing ring) {
        present().stream()
                .map(ReaderRing::absence)
                .max(Comparator.comparingInt(LosslessReaders.Absence::count))
                .ifPresent(ring.losslessReaders()::await);
        watchers.forEach(watcher -> watcher.accept(ring));
        if (leaving) {
            ring.leaveReaders();
        }
        set(ring);
    }

    /** Makes the next daemon keep events for the lossless readers that there are now, and for those of new rings. */
    public synchronized void leave() {
        leaving = true;
        present().forEach(ReaderRing::leaveReaders);
    }

    /** Puts a ring in its CPU's place: an adopted one, or one that replaces another. */
    void set(ReaderRing ring) {
        rings.setRelease(ring.cpu(), ring);
    }

    /**
     * Shows each ring that is added from now on to a watcher, on the conductor's thread and before writers use the ring.
     *
     * @return the rings that there are already
     */
    public synchronized List<ReaderRing> watch(Consumer<ReaderRing> watcher) {
        watchers.add(watcher);
        return present();
    }

    /** Ends {@link #watch}: the watcher is not running any more. */
    public synchronized void forget(Consumer<ReaderRing> watcher) {
        watchers.remove(watcher);
    }

    /** Returns the sizes of the ring that was replaced last, or of the first ones if none was. */
    RingGeometry latestSizes(RingGeometry first) {
        return present().stream()
                .filter(ring -> ring.ringsBefore() > 0)
                .max(Comparator.comparingInt(ReaderRing::ringsBefore))
                .map(ReaderRing::geometry)
                .orElse(first);
    }

    private List<ReaderRing> present() {
        return IntStream.range(0, rings.length())
                .mapToObj(this::get)
                .filter(Objects::nonNull)
                .toList();
    }
}
