package io.ringtail.kafka.record;

import io.ringtail.proto.stream.Position;
import org.jspecify.annotations.Nullable;

/**
 * How far a consumer has come with one CPU: tells of each record, in the topic's order, whether it counts, and what is
 * missing before it. Every consumer asks it, and a shipper that looks for the place to resume at.
 *
 * <p>Records of a session count until a later session's first record, so that what an earlier shipper still had on the
 * wire does not count; within a session, the next record begins where the one before ended. For one thread.
 */
public final class Progress {
    /** A number of missing events that is not known. */
    public static final long UNKNOWN = -1;

    private long session;
    private long generation;
    private @Nullable Position end;
    private long missing;
    private long overlap;

    /** What to do with a record. */
    public enum Verdict {
        /** It is the next one: its losses and events count. */
        NEXT,
        /** It has no page, or one that has been delivered. */
        SEEN,
        /** It is of a session that a later one has ended. */
        SUPERSEDED
    }

    /** Creates a progress before the first record. */
    public Progress() {
        this(Long.MIN_VALUE);
    }

    /** Creates a progress in a session, whose claim has been read before. */
    public Progress(long session) {
        this.session = session;
    }

    /** Takes the next record of the CPU's key, in the order of its partition. */
    public Verdict take(PagesRecord next) {
        missing = 0;
        overlap = 0;
        if (next.session() < session) {
            return Verdict.SUPERSEDED;
        }
        session = next.session();
        return next instanceof ShippedPage page ? takePage(page) : Verdict.SEEN;
    }

    private Verdict takePage(ShippedPage page) {
        Position had = end;
        if (had == null || page.generation() != generation) {
            missing = had == null ? 0 : UNKNOWN;
        } else {
            long seen = count(had);
            if (count(page.end()) <= seen && !isAfter(page.end(), had)) {
                return Verdict.SEEN;
            }
            missing = Math.max(0, count(page.begin()) - seen);
            overlap = Math.max(0, Math.min(seen, count(page.end())) - count(page.begin()));
        }
        generation = page.generation();
        end = page.end();
        return Verdict.NEXT;
    }

    private static long count(Position position) {
        return position.events() + position.dropped();
    }

    private static boolean isAfter(Position one, Position other) {
        return one.subbuf() > other.subbuf() || (one.subbuf() == other.subbuf() && one.offset() > other.offset());
    }

    /**
     * Returns how many events are missing before the page taken last, although no shipper has stated them lost: 0
     * unless records have been lost in the topic; {@link #UNKNOWN} if the page is the first one of another ring buffer,
     * whose predecessor may have had more.
     */
    public long missing() {
        return missing;
    }

    /**
     * Returns how much of the page taken last has been delivered before: so many of its lost events, and then of its
     * events, are to be left out. It is 0 unless the consumer has begun after the claim that ends a session, and before
     * that session's last record.
     */
    public long overlap() {
        return overlap;
    }

    /** Returns the largest number of a session so far; {@link Long#MIN_VALUE} before the first record. */
    public long session() {
        return session;
    }

    /** Returns when the ring buffer of the last page was created. */
    public long generation() {
        return generation;
    }

    /** Returns the position after the last page; null before the first one. */
    public @Nullable Position end() {
        return end;
    }
}
