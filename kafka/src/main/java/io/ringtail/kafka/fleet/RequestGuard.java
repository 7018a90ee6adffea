package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.reader.filter.Glob;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides whether a host takes a request whose signature is right. The signature alone is not enough: whoever can write
 * to the topic can repeat an old request, and a key's holder can err. Not thread-safe.
 */
final class RequestGuard {
    /** How old a request may be, and how far ahead of this host's clock. */
    static final long FRESH_NS = TimeUnit.MINUTES.toNanos(1);

    private static final int MOST_SEEN = 10_000;
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final String host;
    private final SnapshotLimits limits;
    private final Map<SnapshotId, Long> seen = new LinkedHashMap<>();
    private final Deque<Long> taken = new ArrayDeque<>();

    /**
     * Creates the guard of a host that has taken no request.
     *
     * @param host the host's name
     */
    RequestGuard(String host, SnapshotLimits limits) {
        this.host = host;
        this.limits = limits;
    }

    /**
     * What becomes of a request.
     *
     * @param kind whether it is taken
     * @param why it is not; empty if it is
     */
    record Verdict(Kind kind, String why) {
        private static final Verdict TAKE = new Verdict(Kind.TAKE, "");

        /** Whether a request is taken. */
        enum Kind {
            TAKE,
            /** It is answered that it is not. */
            REFUSE,
            /** It is for others, or a copy of one that was answered, or too old to be waited for. */
            IGNORE
        }
    }

    /**
     * Judges a request; one that is taken counts for the limits.
     *
     * @param wallNs the wall clock, ns since 1970
     * @param nowNs {@link System#nanoTime}, at the same moment
     */
    Verdict judge(SnapshotRequest request, long wallNs, long nowNs) {
        long ageNs = wallNs - request.askedNs();
        if (ageNs > FRESH_NS || ageNs < -FRESH_NS) {
            return new Verdict(
                    Verdict.Kind.IGNORE,
                    "it was signed " + TimeUnit.NANOSECONDS.toSeconds(ageNs)
                            + " s ago by this host's clock, and not within " + TimeUnit.NANOSECONDS.toSeconds(FRESH_NS)
                            + " s");
        }
        forget(wallNs);
        if (seen.containsKey(request.id())) {
            return new Verdict(Verdict.Kind.IGNORE, "it is a copy of an earlier one");
        }
        if (!isFor(request)) {
            return new Verdict(Verdict.Kind.IGNORE, "it is for other hosts");
        }
        if (seen.size() >= MOST_SEEN) {
            return new Verdict(
                    Verdict.Kind.IGNORE, "more than " + MOST_SEEN + " requests have come within two minutes");
        }
        seen.put(request.id(), request.askedNs());
        return judgeLimits(request, nowNs);
    }

    private Verdict judgeLimits(SnapshotRequest request, long nowNs) {
        if (request.beforeNs() + request.afterNs() > limits.longestNs()) {
            return new Verdict(
                    Verdict.Kind.REFUSE,
                    "a snapshot here is at most " + TimeUnit.NANOSECONDS.toMillis(limits.longestNs()) + " ms long");
        }
        if (request.momentNs() - request.askedNs() > FRESH_NS) {
            return new Verdict(Verdict.Kind.REFUSE, "its moment is more than a minute ahead");
        }
        while (!taken.isEmpty() && nowNs - taken.peekFirst() >= MINUTE_NS) {
            taken.removeFirst();
        }
        if (taken.size() >= limits.perMinute()) {
            return new Verdict(
                    Verdict.Kind.REFUSE, "this host takes at most " + limits.perMinute() + " snapshots a minute");
        }
        taken.addLast(nowNs);
        return Verdict.TAKE;
    }

    /** Forgets those that would be refused for their age by now. */
    private void forget(long wallNs) {
        seen.values().removeIf(askedNs -> wallNs - askedNs > FRESH_NS);
    }

    private boolean isFor(SnapshotRequest request) {
        try {
            return new Glob(request.hosts()).matches(host);
        } catch (IllegalArgumentException tooLong) {
            return false;
        }
    }
}
