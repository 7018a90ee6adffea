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
    /** The maximum number of characters for which a copy's memory is kept. */
    private static final int MOST_KEPT = 1024;

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
    /** Copies of texts that may change; each is used again, unless it is long. */
    private final @Nullable StringBuilder[] copies;
    /** Whether a text is being copied, which runs methods of the application: they may close this span. */
    private boolean copying;

    /** Set by the thread that opens the span, cleared by the one that ends it: of several that try, by compareAndSet. */
    boolean open;
    /** The thread that has opened the span; null if it is not open. */
    private @Nullable Thread owner;

    private long beginNs;
    private int list;

    KeptValues(int fields) {
        numbers = new long[fields];
        texts = new CharSequence[fields];
        copies = new StringBuilder[fields];
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

    /** Forgets all values of a span that has ended. Returns whether it may be used again. */
    boolean clear() {
        owner = null;
        Arrays.fill(numbers, 0);
        Arrays.fill(texts, "");
        for (int i = 0; i < copies.length; i++) {
            StringBuilder copy = copies[i];
            if (copy != null && copy.capacity() > MOST_KEPT) {
                copies[i] = null;
            }
        }
        return !copying;
    }

    /**
     * Stores a copy of a text. If its own methods throw, the text itself is stored: they throw again when the event is
     * written, which is counted.
     */
    void copy(int field, CharSequence text) {
        boolean before = copying;
        copying = true;
        CharSequence kept = text;
        try {
            StringBuilder copy = copies[field];
            if (copy == null) {
                copy = new StringBuilder();
                copies[field] = copy;
            }
            copy.setLength(0);
            kept = copy.append(text, 0, Math.min(text.length(), RecordLayout.MAX_PAYLOAD));
        } catch (VirtualMachineError e) {
            throw e; // the text may have another content by the time it is written
        } catch (Throwable e) {
            ApplicationCode.onFailure(e);
        } finally {
            copying = before;
        }
        if (open) {
            texts[field] = kept;
        }
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
