package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The holes in the sub-buffer that holds up a reader: the units that its writers have taken and not committed,
 * according to their intents. For one reader; it changes nothing in the file.
 *
 * <p>At a moment when nothing changes in the sub-buffer, the claims that exactly explain the missing units are the
 * holes, and everything between them is committed; that remains true. A hole is stale when its claim has existed for
 * some time. If the claims are ambiguous, or the sub-buffer keeps changing, there is no result.
 */
final class StalledHoles {
    /** The pause between two reads of all thread slots, in ns. */
    private static final long PAUSE_NS = 5_000_000L;

    /** How long the event of a stopped writer holds up a reader, in ns. */
    private static final long STOPPED_NS = 50_000_000L;
    /**
     * How long the event of a stopped writer holds up a lossless reader, in ns: longer than a writer waits for its turn
     * on a busy machine.
     */
    private static final long LOSSLESS_STOPPED_NS = 1_500_000_000L;

    private static final int ATTEMPTS = 4;
    private static final long NEVER = -1;

    private final ReaderRing ring;
    private final RingGeometry geometry;
    /** How long a claim must exist before its writer is considered stopped, in ns. */
    private final long staleNs;

    private final Map<ThreadIntent, Long> firstSeen = new HashMap<>();
    private long subbuf = NEVER;
    private long lookedAt;
    private List<ThreadIntent> holes = List.of();
    /** The offset up to which everything but the holes was committed. */
    private int end;

    /** Creates an object that knows no holes yet; a lossless reader's waits longer for a writer. */
    StalledHoles(ReaderRing ring, boolean lossless) {
        this.ring = ring;
        this.staleNs = lossless ? LOSSLESS_STOPPED_NS : STOPPED_NS;
        this.geometry = ring.geometry();
    }

    /**
     * Examines the claims to a sub-buffer, unless earlier results still lead on from an offset, or the last examination
     * was only a moment ago.
     */
    void look(long wanted, int offset, long nowNs) {
        if (wanted != subbuf) {
            subbuf = wanted;
            holes = List.of();
            end = 0;
            firstSeen.clear();
        } else if (nowNs - lookedAt < PAUSE_NS || staleAt(offset, nowNs) != null || endOfCommitted(offset) > offset) {
            return;
        }
        lookedAt = nowNs;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isStill(nowNs)) {
                return;
            }
        }
    }

    private boolean isStill(long nowNs) {
        long commit = ring.commitAcquire(subbuf);
        long reserve = ring.reserveAcquire();
        List<ThreadIntent> intents = ring.intentsOn(subbuf);
        firstSeen.keySet().retainAll(intents);
        intents.forEach(intent -> firstSeen.putIfAbsent(intent, nowNs));
        Claims claims = new Claims(ring, subbuf, intents);
        claims.lookAtFence();
        boolean still = ring.commitAcquire(subbuf) == commit && claims.isStill(reserve, ring.reserveAcquire());
        if (still && RingGeometry.committedLap(commit) == geometry.lap(subbuf)) {
            find(claims, commit, reserve);
        }
        return still;
    }

    private void find(Claims claims, long commit, long reserve) {
        int taken = claims.taken(reserve);
        int missing = taken - RingGeometry.committedUnits(commit);
        if (missing <= 0) {
            return;
        }
        List<ThreadIntent> candidates = claims.candidates(commit, reserve);
        HoleSearch search = claims.search(candidates, missing);
        if (search != null && search.found() && search.doubtful().isEmpty()) {
            holes = search.certain().stream().mapToObj(candidates::get).toList();
            end = taken;
        }
    }

    /** Returns the hole that begins at an offset, if it is stale. */
    @Nullable
    ThreadIntent staleAt(int offset, long nowNs) {
        for (ThreadIntent hole : holes) {
            if (begin(hole) == offset) {
                Long since = firstSeen.get(hole);
                return since != null && nowNs - since >= staleNs ? hole : null;
            }
        }
        return null;
    }

    /**
     * Returns the end of the committed units from an offset on; the offset itself if none are known to be committed.
     */
    int endOfCommitted(int offset) {
        for (ThreadIntent hole : holes) {
            if (begin(hole) >= offset) {
                return begin(hole);
            }
        }
        return Math.max(end, offset);
    }

    /** Returns where a hole begins for a reader, whose first offset is after the page's header. */
    private int begin(ThreadIntent hole) {
        return Math.max(hole.start(geometry), RingGeometry.HEADER_UNITS);
    }
}
