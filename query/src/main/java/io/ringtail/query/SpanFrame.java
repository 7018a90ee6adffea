package io.ringtail.query;

import io.ringtail.reader.EventView;
import org.jspecify.annotations.Nullable;

/** A span that is open, or has just ended: where it began, and the time in the spans directly inside it. */
final class SpanFrame {
    private final long beginNs;
    private final int cpu;
    private final int tid;
    private final int pid;
    private final @Nullable String comm;
    private final int depth;
    private final RecentSpans recent = new RecentSpans();
    private long insideNs;

    /**
     * Creates a span.
     *
     * @param depth the number of open spans around it
     */
    SpanFrame(EventView event, long beginNs, int depth) {
        this.beginNs = beginNs;
        this.cpu = event.cpu();
        this.tid = event.tid();
        this.pid = event.pid();
        this.comm = event.comm();
        this.depth = depth;
    }

    long beginNs() {
        return beginNs;
    }

    int cpu() {
        return cpu;
    }

    int tid() {
        return tid;
    }

    int pid() {
        return pid;
    }

    @Nullable
    String comm() {
        return comm;
    }

    int depth() {
        return depth;
    }

    /** Adds a span directly inside. */
    void add(long childBeginNs, long lengthNs) {
        insideNs += lengthNs;
        recent.add(childBeginNs, lengthNs);
    }

    /** Removes the spans directly inside that began at a time or later, and returns the sum of their lengths. */
    long takeSince(long sinceNs) {
        long taken = recent.takeSince(sinceNs);
        insideNs -= taken;
        return taken;
    }

    void addInside(long lengthNs) {
        insideNs += lengthNs;
    }

    /** Returns the time outside of the spans inside, if the span lasts this long. */
    long selfNs(long lengthNs) {
        return Math.max(0, lengthNs - insideNs);
    }
}
