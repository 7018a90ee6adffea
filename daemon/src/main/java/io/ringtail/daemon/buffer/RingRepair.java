package io.ringtail.daemon.buffer;

import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Repairs a file's rings: finishes what threads of processes proven dead had begun, using the intents in their slots.
 * It works in place, while other processes continue to write and read.
 *
 * <p>One thread at a time, in one process, may use it: the conductor's, whose daemon holds the run directory's lock.
 * The contents of the slots are not trusted: a claim that no writer makes is dropped, and all writes stay within the
 * claim's sub-buffer. {@code docs/ring.md} contains the algorithm and its argument.
 */
public final class RingRepair {
    private static final Logger LOG = LoggerFactory.getLogger(RingRepair.class);
    /** The account under which log lines are counted. */
    private static final String DEAD = "dead writers";

    /** Sub-buffers examined in one call, so that no file can keep the conductor. */
    private static final int PAGES_AT_ONCE = 256;

    private final AtomicBuffer metadata;
    private final Geometry geometry;
    private final IntFunction<@Nullable ReaderRing> rings;
    private final RemoteLog log;

    /**
     * A sub-buffer.
     *
     * @param ring the ring's word in intents
     */
    private record Page(int ring, long subbuf) {
        int cpu() {
            return ThreadSlotDescriptor.cpu(ring);
        }
    }

    /**
     * Creates the repairer of an open file.
     *
     * @param log for events that clients can cause
     */
    public RingRepair(BufferFile file, RemoteLog log) {
        this(file.metadata(), file.geometry(), file::ringOfWord, log);
    }

    RingRepair(AtomicBuffer metadata, Geometry geometry, IntFunction<@Nullable ReaderRing> rings, RemoteLog log) {
        this.log = log;
        this.metadata = metadata;
        this.geometry = geometry;
        this.rings = rings;
    }

    /**
     * Settles what dead threads owe, as far as possible now.
     *
     * @param dead slots whose threads' processes are proven dead, or which living ones have given up; all of them,
     *     since one page may have several dead writers. Their storage is allocated, as is that of {@code live}
     * @param live all other slots that are held
     * @return the dead slots with something left, because living writers use the same sub-buffer; call again later
     */
    public BitSet settle(BitSet dead, BitSet live) {
        BitSet left = new BitSet();
        // Those of living processes are used again at once after they are cleared, perhaps on a sub-buffer still to
        // come.
        BitSet written = (BitSet) live.clone();
        int examined = 0;
        for (Map.Entry<Page, List<ThreadIntent>> entry :
                intentsOf(dead, written).entrySet()) {
            Page page = entry.getKey();
            List<ThreadIntent> intents = entry.getValue();
            ReaderRing ring = ringOf(page.ring());
            PageRepair repair = new PageRepair(ring, page.subbuf(), intents, () -> isWritten(page, written));
            if (repair.isOver() || (examined++ < PAGES_AT_ONCE && isSettled(page, repair))) {
                intents.forEach(intent -> written.set(intent.slot()));
                intents.forEach(intent -> clear(intent.slot()));
            } else {
                intents.forEach(intent -> left.set(intent.slot()));
            }
        }
        return left;
    }

    private boolean isSettled(Page page, PageRepair repair) {
        PageRepair.Outcome outcome = repair.repair();
        if (outcome == PageRepair.Outcome.DAMAGED) {
            String line =
                    "CPU " + page.cpu() + ": the intents of dead writers do not account for the gap in sub-buffer "
                            + page.subbuf() + ": it is given up unless a writer completes it";
            log.log(LOG, Level.WARN, "unexplained sub-buffers", DEAD, line);
        } else if (repair.repaired() + repair.ambiguous() > 0) {
            String line = "CPU " + page.cpu() + ": " + repair.repaired()
                    + " events of dead writers are lost in sub-buffer " + page.subbuf() + ", " + repair.ambiguous()
                    + " claims are ambiguous";
            log.log(LOG, Level.INFO, "repairs of sub-buffers", DEAD, line);
        }
        return outcome != PageRepair.Outcome.LATER;
    }

    /** Groups the dead threads' intents by sub-buffer; those that no writer can have left are cleared. */
    private Map<Page, List<ThreadIntent>> intentsOf(BitSet dead, BitSet written) {
        Map<Page, List<ThreadIntent>> pages = new LinkedHashMap<>();
        int refused = 0;
        for (int slot = dead.nextSetBit(0); slot >= 0; slot = dead.nextSetBit(slot + 1)) {
            int at = geometry.threadSlotOffset(slot);
            int kind = metadata.getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET);
            if (kind == ThreadSlotDescriptor.EMPTY) {
                continue;
            }
            ThreadIntent intent = ThreadIntent.read(metadata, slot, at, kind);
            if (rings.apply(intent.ring()) != null && intent.isPlausible(geometry.ring())) {
                Page page = new Page(intent.ring(), intent.subbuf());
                pages.computeIfAbsent(page, none -> new ArrayList<>()).add(intent);
            } else {
                refused++;
                written.set(slot);
                clear(slot);
            }
        }
        if (refused > 0) {
            String line = "dropped " + refused + " invalid intents from the slots of dead threads";
            log.log(LOG, Level.WARN, "drops of invalid intents", DEAD, line);
        }
        return pages;
    }

    private ReaderRing ringOf(int word) {
        ReaderRing ring = rings.apply(word);
        if (ring == null) {
            throw new IllegalStateException("ring " + word + " is gone");
        }
        return ring;
    }

    /**
     * Returns whether a living thread has an intent on a sub-buffer: it may have taken units that are not committed
     * yet.
     */
    private boolean isWritten(Page page, BitSet live) {
        for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
            int at = geometry.threadSlotOffset(slot);
            if (metadata.getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET) != ThreadSlotDescriptor.EMPTY
                    && metadata.getInt(at + ThreadSlotDescriptor.RING_OFFSET) == page.ring()
                    && metadata.getLong(at + ThreadSlotDescriptor.SUBBUF_OFFSET) == page.subbuf()) {
                return true;
            }
        }
        return false;
    }

    private void clear(int slot) {
        int at = geometry.threadSlotOffset(slot);
        metadata.putIntRelease(at + ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
    }
}
