package io.ringtail.client;

import io.ringtail.client.typed.Span;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A span that keeps the values of its end; for the code of {@link Tracer#provider} only, which extends it. Used again
 * after it is closed.
 */
public class KeptSpan implements Span {
    private final KeptSpans kind;
    /** The bits of each field that is a number. */
    private final long[] numbers;

    private final @Nullable CharSequence[] texts;
    private boolean open;
    /** The thread that may close the span; null if any may. */
    private @Nullable Thread owner;

    private long beginNs;
    private Span face = this;

    /** Creates a span that is not open. */
    public KeptSpan(KeptSpans kind) {
        this.kind = kind;
        this.numbers = new long[kind.fields()];
        this.texts = new CharSequence[kind.fields()];
        Arrays.fill(texts, "");
    }

    /** Sets the object that the application gets for this span. */
    final void showAs(Span other) {
        face = other;
    }

    final void open(@Nullable Thread closer, long nowNs) {
        owner = closer;
        beginNs = nowNs;
        open = true;
    }

    /** Returns what the application gets for this span. */
    public final Span face() {
        return face;
    }

    /** Keeps a number, a boolean, or the bits of one. */
    public final void keep(int field, long value) {
        if (open) {
            numbers[field] = value;
        }
    }

    /** Keeps a floating-point number. */
    public final void keep(int field, float value) {
        keep(field, (long) Float.floatToRawIntBits(value));
    }

    /** Keeps a floating-point number. */
    public final void keep(int field, double value) {
        keep(field, Double.doubleToRawLongBits(value));
    }

    /** Keeps an enum's constant. */
    public final void keep(int field, @Nullable Enum<?> value) {
        keep(field, (long) EventCall.ordinal(value));
    }

    /** Keeps a text, which is read when the span ends. */
    public final void keep(int field, @Nullable CharSequence value) {
        if (open) {
            texts[field] = value;
        }
    }

    final long number(int field) {
        return numbers[field];
    }

    final @Nullable CharSequence text(int field) {
        return texts[field];
    }

    final long beginNs() {
        return beginNs;
    }

    @Override
    public final void close() {
        try {
            Thread closer = owner;
            if (open && (closer == null || closer == Thread.currentThread())) {
                kind.end(this);
                open = false;
                owner = null;
                Arrays.fill(numbers, 0);
                Arrays.fill(texts, "");
                kind.give(this);
            } else if (open) {
                kind.onForeignClose();
            }
        } catch (VirtualMachineError | LinkageError e) {
            // The event is lost, and so is this object; there may be no stack for a call.
            open = false;
        }
    }
}
