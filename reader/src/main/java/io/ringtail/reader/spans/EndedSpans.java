package io.ringtail.reader.spans;

import java.util.ArrayDeque;
import java.util.Deque;

/** The ended spans of a place that no other one encloses yet, in the order of their ends. */
final class EndedSpans {
    /** More are taken together in pairs: they are enclosed together, but for a span that began between them. */
    private static final int MOST = 512;

    private final Deque<Span> ended = new ArrayDeque<>();

    /** An ended span, or several side by side. */
    private record Span(long beginNs, long ns) {}

    /** Adds a span that has just ended; returns the time of the spans inside it, those inside these not counted, ns. */
    long enclose(long beginNs, long ns) {
        long inside = 0;
        for (Span last = ended.peekLast(); last != null && last.beginNs() >= beginNs; last = ended.peekLast()) {
            inside += last.ns();
            ended.removeLast();
        }
        if (ended.size() == MOST) {
            Span first = ended.removeFirst();
            Span second = ended.removeFirst();
            ended.addFirst(new Span(first.beginNs(), first.ns() + second.ns()));
        }
        ended.addLast(new Span(beginNs, ns));
        return inside;
    }
}
