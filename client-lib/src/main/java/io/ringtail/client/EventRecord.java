package io.ringtail.client;

import io.ringtail.proto.event.FieldType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event being written: its fields in the order in which the type declares them, then {@link #commit()}.
 *
 * <p>A record is reused by its thread; don't keep it. The bytes are put together on the heap and copied into the ring
 * at commit, so that nothing of the application runs while a ring's place is taken. A value that does not fit its
 * field's width loses its high bits. A text that does not fit is cut at a whole character and counted: an event's
 * payload is at most the sub-buffer less 24 bytes, and at most 65,528 bytes. NUL in a text becomes {@code ?}.
 */
public final class EventRecord {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    /** The common fields, in one store: the type's id in 16 bits, 16 of zero, the thread's id in 32. */
    private static final int COMMON_OFFSET = 0;

    private static final int FIRST_CAPACITY = 512;
    /** Room behind the payload that a misplaced value or the last word's padding may spoil. */
    private static final int SLACK = 16;

    private static final String NULL_TEXT = "(null)";

    /** Null for the one that goes nowhere, of which no more than the bytes is ever stored to. */
    private final @Nullable ThreadContext context;

    private byte[] bytes = new byte[FIRST_CAPACITY + SLACK];
    private boolean open;

    private @Nullable Binding binding;
    /** {@link RecordLayout#places} of the binding's layout. */
    private int[] places = RecordLayout.NOWHERE;

    /** The field that comes next: the last but one of the places once all are given, the last after a misuse. */
    private int next;

    private int end;
    private boolean cut;

    EventRecord(@Nullable ThreadContext context) {
        this.context = context;
    }

    /** A record that any number of threads may use at once: it never writes. */
    static EventRecord toNowhere() {
        return new EventRecord(null);
    }

    void lendTo(Thread thread) {
        if (context != null) {
            context.lendTo(thread);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very object, to spare a store
    EventRecord begin(@Nullable Binding target) {
        if (context == null) {
            return this;
        }
        open = true;
        next = 0;
        cut = false;
        if (binding != target) {
            turnTo(target);
        }
        if (target != null) {
            end = target.layout().fixedSize;
        }
        return this;
    }

    /**
     * The gaps between fields are cleared once: no event of the same type spoils them. Where there is no memory for the type,
     * the event is counted, and the record goes nowhere until the next one.
     */
    private void turnTo(@Nullable Binding target) {
        places = RecordLayout.NOWHERE;
        binding = null;
        if (target != null) {
            RecordLayout layout = target.layout();
            try {
                ensure(layout.fixedSize);
            } catch (OutOfMemoryError e) {
                target.onNoRecord(e);
                return;
            }
            places = layout.places;
            if (layout.gaps) {
                Arrays.fill(bytes, 0, layout.fixedSize, (byte) 0);
            }
        }
        binding = target;
    }

    /** An unsigned 8-bit value. */
    public EventRecord u8(int value) {
        return putByte(FieldType.U8, value);
    }

    /** An unsigned 16-bit value. */
    public EventRecord u16(int value) {
        SHORT.set(bytes, place(FieldType.U16), (short) value);
        return this;
    }

    /** An unsigned 32-bit value: an {@code int}'s bits. */
    public EventRecord u32(int value) {
        INT.set(bytes, place(FieldType.U32), value);
        return this;
    }

    /** An unsigned 64-bit value: a {@code long}'s bits. */
    public EventRecord u64(long value) {
        LONG.set(bytes, place(FieldType.U64), value);
        return this;
    }

    /** A signed 8-bit value. */
    public EventRecord s8(int value) {
        return putByte(FieldType.S8, value);
    }

    /** A signed 16-bit value. */
    public EventRecord s16(int value) {
        SHORT.set(bytes, place(FieldType.S16), (short) value);
        return this;
    }

    /** A signed 32-bit value. */
    public EventRecord s32(int value) {
        INT.set(bytes, place(FieldType.S32), value);
        return this;
    }

    /** A signed 64-bit value. */
    public EventRecord s64(long value) {
        LONG.set(bytes, place(FieldType.S64), value);
        return this;
    }

    /** A truth value. */
    public EventRecord bool(boolean value) {
        return putByte(FieldType.BOOL, value ? 1 : 0);
    }

    /** A 32-bit floating-point value. */
    public EventRecord f32(float value) {
        INT.set(bytes, place(FieldType.F32), Float.floatToRawIntBits(value));
        return this;
    }

    /** A 64-bit floating-point value. */
    public EventRecord f64(double value) {
        LONG.set(bytes, place(FieldType.F64), Double.doubleToRawLongBits(value));
        return this;
    }

    /** An enum's constant, for a field made by {@link EventBuilder#enumeration}; null shows as 65535. */
    @SuppressWarnings("EnumOrdinal") // the schema names the ordinals of this very class
    public EventRecord enumeration(@Nullable Enum<?> value) {
        return u16(value == null ? -1 : value.ordinal());
    }

    /** Text for a field of fixed length: cut, or filled up with NUL. */
    public EventRecord chars(@Nullable CharSequence value) {
        int field = next;
        int at = place(FieldType.CHARS);
        Binding target = binding;
        if (target != null && !isMisused()) {
            try {
                int limit = at + target.layout().sizes[field];
                byte[] into = bytes;
                CharSequence text = value == null ? NULL_TEXT : value;
                Arrays.fill(into, encode(text, text.length(), into, at, limit), limit, (byte) 0);
            } catch (Throwable e) {
                spoil(target, field, e);
            }
        }
        return this;
    }

    /** Text of any length; null shows as {@code (null)}. */
    public EventRecord string(@Nullable CharSequence value) {
        int field = next;
        int at = place(FieldType.STRING);
        Binding target = binding;
        if (target != null && !isMisused()) {
            try {
                putString(target, field, at, value == null ? NULL_TEXT : value);
            } catch (Throwable e) {
                spoil(target, field, e);
            }
        }
        return this;
    }

    private void putString(Binding target, int field, int at, CharSequence text) {
        int from = end;
        int length = text.length();
        int most = target.maxPayload() - target.layout().stringsAfter[field] - 1;
        // Room for every character at its longest, and whatever the text says later, for no more.
        int limit = (int) Math.min(most, from + 3L * Math.max(0, length));
        ensure(limit + 1);
        byte[] into = bytes;
        int to = encode(text, length, into, from, limit);
        into[to] = 0;
        end = to + 1;
        INT.set(into, at, (end - from) << Short.SIZE | from);
    }

    /** A value's own code failed, or there is no memory for it: the event is counted at commit, and not written. */
    private void spoil(Binding target, int field, Throwable cause) {
        next = places.length - 1;
        ApplicationCode.onFailure(cause);
        target.type().onBadValue(field, cause);
    }

    /**
     * Writes the event into the ring of the CPU that this thread runs on.
     *
     * @return true where it is in a ring; false where the event is switched off or nothing is attached, and where it
     *     was dropped and counted
     */
    public boolean commit() {
        ThreadContext own = context;
        if (own == null || !open || !own.isCurrent()) {
            return refuse();
        }
        open = false;
        Binding target = binding;
        boolean written = target != null && write(own, target, next == places.length - RecordLayout.ENDS);
        own.done(this);
        return written;
    }

    /** A second commit, or one on another thread: the record is not this call's any more. */
    private boolean refuse() {
        Binding target = binding;
        if (target != null) {
            target.onSecondCommit();
        }
        return false;
    }

    /**
     * An overflow of the stack or the heap, wherever it comes, costs this one event, and is not thrown; what somebody else
     * throws into this thread is.
     */
    private boolean write(ThreadContext own, Binding target, boolean complete) {
        try {
            if (complete) {
                LONG.set(bytes, COMMON_OFFSET, target.id() | (long) own.tid(target.attachment()) << Integer.SIZE);
                INT.set(bytes, end, 0);
            } else {
                target.type().onMisuse(next);
            }
            return own.write(target.attachment(), bytes, end, complete, cut);
        } catch (VirtualMachineError | LinkageError | RuntimeException e) {
            return false;
        }
    }

    private EventRecord putByte(FieldType wanted, int value) {
        bytes[place(wanted)] = (byte) value;
        return this;
    }

    /** Where the next field's value goes; a harmless place where the type wants another field. */
    @SuppressWarnings("EnumOrdinal") // as the places name the types
    private int place(FieldType wanted) {
        int place = places[next];
        if ((place & RecordLayout.TYPE_MASK) == wanted.ordinal()) {
            next++;
            return place >>> RecordLayout.TYPE_BITS;
        }
        misplace(wanted);
        return bytes.length - SLACK;
    }

    private void misplace(FieldType given) {
        Binding target = binding;
        int field = next;
        next = places.length - 1;
        if (target != null && open) {
            target.type().onMisuse(field, given);
        }
    }

    private boolean isMisused() {
        return next == places.length - 1;
    }

    private int encode(CharSequence text, int length, byte[] into, int from, int limit) {
        int to = Utf8.encode(text, length, into, from, limit);
        cut |= to < 0;
        return to < 0 ? -1 - to : to;
    }

    private void ensure(int capacity) {
        if (bytes.length < capacity + SLACK) {
            bytes = Arrays.copyOf(bytes, Integer.highestOneBit(capacity) * 2 + SLACK);
        }
    }

    boolean isOpen() {
        return open;
    }
}
