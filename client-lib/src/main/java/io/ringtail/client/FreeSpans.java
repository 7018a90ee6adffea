package io.ringtail.client;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The closed spans of one method, kept to be used again. A thread has one of a few lists, by the hash of its identity;
 * a span goes back to the list that it came from, whatever thread closes it. A list is taken whole, and the rest of it
 * put back: so no thread follows the links of another's list. Lock-free, and bounded: a span that finds its list full,
 * or changed too often, is left to the garbage collector.
 *
 * <pre>
 *   head        null → a span by whoever closes one, compareAndSet; → null by whoever takes the list, getAndSet
 *   next, depth of a span, while it is in a list; written by whoever puts it there, before the head
 * </pre>
 */
final class FreeSpans {
    private static final int LISTS = 16;
    /** References between two heads: no two are in the same cache line. */
    private static final int STRIDE = 16;

    private static final int MOST_IN_LIST = 256;
    private static final int TRIES = 8;

    private final AtomicReferenceArray<@Nullable KeptSpan> heads = new AtomicReferenceArray<>(LISTS * STRIDE);

    /** Returns the list of a thread. */
    static int listOf(Thread thread) {
        return (System.identityHashCode(thread) & (LISTS - 1)) * STRIDE;
    }

    /** Returns a span from a list, as it was closed; null if there is none. */
    @Nullable
    KeptSpan take(int list) {
        KeptSpan first = heads.getPlain(list) == null ? null : heads.getAndSet(list, null);
        if (first != null) {
            KeptSpan rest = first.next;
            first.next = null;
            if (rest != null) {
                putBack(list, rest);
            }
        }
        return first;
    }

    /** Puts the rest of a list back, below what other threads have put there in the meantime. */
    private void putBack(int list, KeptSpan rest) {
        KeptSpan all = rest;
        for (int i = 0; i < TRIES && !heads.compareAndSet(list, null, all); i++) {
            KeptSpan given = heads.getAndSet(list, null);
            if (given != null) {
                last(given).next = all;
                given.depth += all.depth;
                all = given;
            }
        }
    }

    private static KeptSpan last(KeptSpan first) {
        KeptSpan last = first;
        for (KeptSpan next = first.next; next != null; next = next.next) {
            last = next;
        }
        return last;
    }

    /** Puts a closed span into a list. */
    void give(int list, KeptSpan span) {
        boolean given = false;
        for (int i = 0; i < TRIES && !given; i++) {
            KeptSpan head = heads.getOpaque(list);
            int depth = head == null ? 0 : head.depth;
            if (depth >= MOST_IN_LIST) {
                return;
            }
            span.next = head;
            span.depth = depth + 1;
            given = heads.compareAndSet(list, head, span);
        }
    }
}
