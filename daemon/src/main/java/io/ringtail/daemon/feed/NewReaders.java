package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.CpuRings;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * The readers of one receiver in rings that came online after it did. Each is opened before its ring has an event, by the
 * conductor: the receiver may be slow, and its feed look for new rings long after they are full.
 */
final class NewReaders implements AutoCloseable {
    private final CpuRings rings;
    private final BitSet cpus;
    private final Queue<NewReader> readers = new ConcurrentLinkedQueue<>();
    private final Consumer<ReaderRing> opener = this::open;
    private volatile long takenNs = System.nanoTime();

    private record NewReader(int cpu, RingReader reader) {}

    /** Creates it for the rings of some CPUs. */
    NewReaders(CpuRings rings, BitSet cpus) {
        this.rings = rings;
        this.cpus = (BitSet) cpus.clone();
    }

    /** Begins to open readers; returns the rings of these CPUs that there are already, which get none here. */
    List<ReaderRing> begin() {
        return rings.watch(opener).stream().filter(ring -> cpus.get(ring.cpu())).toList();
    }

    private void open(ReaderRing ring) {
        if (cpus.get(ring.cpu())) {
            RingReader reader = ring.openReader(StartAt.BEGINNING, true);
            reader.lastTaken(takenNs);
            readers.add(new NewReader(ring.cpu(), reader));
        }
    }

    /** Notes that the receiver still accepts pages, which may be long before its feed takes the readers. */
    void stillTaking() {
        takenNs = System.nanoTime();
        readers.forEach(next -> next.reader().lastTaken(takenNs));
    }

    /** Hands over the readers opened since the last call, each with its CPU. For the feed's thread. */
    void takeAll(ObjIntConsumer<RingReader> taker) {
        for (NewReader next = readers.poll(); next != null; next = readers.poll()) {
            taker.accept(next.reader(), next.cpu());
        }
    }

    /** Opens no more, and closes those that were not taken. */
    @Override
    public void close() {
        rings.forget(opener);
        takeAll((reader, cpu) -> reader.close());
    }
}
