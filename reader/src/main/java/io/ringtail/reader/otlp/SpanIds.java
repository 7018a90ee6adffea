package io.ringtail.reader.otlp;

import io.ringtail.reader.spans.SpanPlace;
import org.jspecify.annotations.Nullable;

/**
 * Ids of spans that have none of their own. They follow from where and when the span began, so a span that is exported
 * again has the same ids. Not thread-safe.
 */
final class SpanIds {
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final long seed;
    private long last;

    /**
     * Creates ids.
     *
     * @param source tells this trace's events from other traces': its boot, for example
     */
    SpanIds(String source) {
        long mixed = source.length();
        for (int i = 0; i < source.length(); i++) {
            mixed = mixed(mixed ^ source.charAt(i));
        }
        seed = mixed;
    }

    /** Returns the ids of a span inside another one, or of a trace's first span. */
    SpanContext next(SpanPlace place, String name, long beginNs, @Nullable SpanContext parent) {
        long id = mixed(seed ^ beginNs);
        id = mixed(id ^ place.id());
        id = mixed(id ^ (((long) place.pid() << Integer.SIZE) | (name.hashCode() & 0xffff_ffffL)));
        id = mixed(parent == null ? id : id ^ parent.spanId());
        // Two spans in a row may be the same in all of these.
        id = id == last || id == 0 ? mixed(id + GOLDEN) : id;
        last = id;
        if (parent != null) {
            return new SpanContext(parent.traceHigh(), parent.traceLow(), id);
        }
        long high = mixed(seed + id);
        return new SpanContext(high, mixed(high ^ id) | 1, id);
    }

    /** Returns a number whose bits all depend on all of another one's; 0 only for one number. */
    private static long mixed(long number) {
        long mixed = number + GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }
}
