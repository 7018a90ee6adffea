package io.ringtail.query;

import java.util.ArrayDeque;
import java.util.Deque;

/** The spans that ended last within another one, or at the top of a place, in the order of their ends. */
final class RecentSpans {
    /** Of more, the oldest no longer count as inside a span that is known only when it has ended. */
    private static final int MOST = 256;

    private final Deque<Ended> spans = new ArrayDeque<>(2);

    private record Ended(long beginNs, long lengthNs) {}

    void add(long beginNs, long lengthNs) {
        if (spans.size() == MOST) {
            spans.removeFirst();
        }
        spans.addLast(new Ended(beginNs, lengthNs));
    }

    /** Removes the spans that began at a time or later, and returns the sum of their lengths. */
    long takeSince(long beginNs) {
        long sum = 0;
        for (Ended last = spans.peekLast(); last != null && last.beginNs() >= beginNs; last = spans.peekLast()) {
            sum += spans.removeLast().lengthNs();
        }
        return sum;
    }
}
