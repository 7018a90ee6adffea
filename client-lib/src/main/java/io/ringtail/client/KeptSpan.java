package io.ringtail.client;

import io.ringtail.client.typed.Span;
import org.jspecify.annotations.Nullable;

/**
 * A span that keeps the values of its end; for the code of {@link Tracer#provider} only, which extends it. Used again
 * after it is closed.
 *
 * <p>It has no methods but public ones. One of an application's interface that has the name of another would not be
 * found: calling it would be an {@link IllegalAccessError}.
 */
public class KeptSpan implements Span {
    final KeptValues values;
    /** What the application gets for this span. */
    Span face = this;

    /** The next span of a list of {@link FreeSpans}, and the number of spans from this one on. */
    @Nullable
    KeptSpan next;

    int depth;

    /** Whether a value could not be kept, since the stack or the heap ended: the end is counted instead. */
    protected boolean spoiled;

    final KeptSpans kind;

    /** Creates a span that is not open. */
    public KeptSpan(KeptSpans kind) {
        this.kind = kind;
        this.values = new KeptValues(kind.fields());
    }

    /** Returns what the application gets for this span. */
    public final Span face() {
        return face;
    }

    /** Keeps a number, a boolean, or the bits of one. */
    public final void keep(int field, long value) {
        try {
            if (values.isOpen()) {
                values.put(field, value);
            }
        } catch (VirtualMachineError | LinkageError e) {
            spoiled = true;
        }
    }

    /** Keeps a floating-point number. */
    public final void keep(int field, float value) {
        try {
            keep(field, (long) Float.floatToRawIntBits(value));
        } catch (VirtualMachineError | LinkageError e) {
            spoiled = true;
        }
    }

    /** Keeps a floating-point number. */
    public final void keep(int field, double value) {
        try {
            keep(field, Double.doubleToRawLongBits(value));
        } catch (VirtualMachineError | LinkageError e) {
            spoiled = true;
        }
    }

    /** Keeps an enum's constant. */
    public final void keep(int field, @Nullable Enum<?> value) {
        try {
            keep(field, (long) EventCall.ordinal(value));
        } catch (VirtualMachineError | LinkageError e) {
            spoiled = true;
        }
    }

    /** Keeps a text as it is now. */
    public final void keep(int field, @Nullable CharSequence value) {
        try {
            if (values.isOpen()) {
                if (value == null || value instanceof String) {
                    values.put(field, value);
                } else {
                    values.copy(field, value);
                }
            }
        } catch (VirtualMachineError | LinkageError e) {
            spoiled = true;
        }
    }

    @Override
    public final void close() {
        if (this == kind.none) {
            return;
        }
        boolean settled = false;
        try {
            if (values.end(kind.anyThread())) {
                kind.end(this);
                settled = true;
                if (values.clear()) {
                    kind.give(this);
                }
            } else if (values.isOpen()) {
                settled = true;
                kind.onForeignClose();
            }
        } catch (VirtualMachineError | LinkageError e) {
            // This object is left to the garbage collector; there may be no stack for a call.
            if (!settled) {
                values.open = false; // closed again, it would be counted twice
                try {
                    kind.call.lost.add();
                } catch (VirtualMachineError again) {
                    kind.call.lost.uncalled++;
                }
            }
        }
    }
}
