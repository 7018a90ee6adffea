package io.ringtail.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link KeptSpan} keeps, and who may end it. A class of its own: the methods of the other are inherited by what
 * implements an application's interface, which may have default methods with the same names.
 */
final class KeptValues {
    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(KeptValues.class, "open", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The bits of each field that is a number. */
    private final long[] numbers;

    private final @Nullable CharSequence[] texts;
    /** Set by the thread that opens the span, cleared by the one that ends it: of several that try, by compareAndSet. */
    private boolean open;
    /** The thread that has opened the span; null if it is not open. */
    private @Nullable Thread owner;

    private long beginNs;
    private int list;

    KeptValues(int fields) {
        numbers = new long[fields];
        texts = new CharSequence[fields];
        Arrays.fill(texts, "");
    }

    /**
     * Begins to keep values.
     *
     * @param ownList the list of {@link FreeSpans} that the span belongs to
     */
    void open(Thread opener, int ownList, long nowNs) {
        owner = opener;
        list = ownList;
        beginNs = nowNs;
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Ends the keeping of values. Returns whether the current thread, and this call, is the one that ends the span: its
     * texts may close it again.
     *
     * @param anyThread whether a thread other than the one that opened the span may end it
     */
    boolean end(boolean anyThread) {
        if (anyThread) {
            return (boolean) OPEN.compareAndSet(this, true, false);
        }
        boolean ending = open && owner == Thread.currentThread();
        if (ending) {
            open = false;
        }
        return ending;
    }

    /** Forgets all values of a span that has ended. */
    void clear() {
        owner = null;
        Arrays.fill(numbers, 0);
        Arrays.fill(texts, "");
    }

    /** Stores a number, also after the end. */
    void put(int field, long value) {
        numbers[field] = value;
    }

    /** Stores a text, also after the end. */
    void put(int field, @Nullable CharSequence value) {
        texts[field] = value;
    }

    long number(int field) {
        return numbers[field];
    }

    @Nullable
    CharSequence text(int field) {
        return texts[field];
    }

    long beginNs() {
        return beginNs;
    }

    int list() {
        return list;
    }
}
