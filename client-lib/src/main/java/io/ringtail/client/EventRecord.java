package io.ringtail.client;

import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.layout.EventTableDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event being written: its fields in the order in which the type declares them, then {@link #commit()}.
 *
 * <p>A thread reuses its records; do not keep one. The bytes are assembled on the heap and copied into the ring at
 * commit, so that no application code runs while a place in a ring is reserved. A value that does not fit its field's
 * width loses its high bits. A text that does not fit is truncated at a whole character and counted: an event's payload
 * is at most the sub-buffer size less 24 bytes, and at most 65,528 bytes. NUL in a text becomes {@code ?}.
 */
public final class EventRecord {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    /** The common fields, written in one store: the type's id in 16 bits, 16 zero bits, the thread's id in 32. */
    private static final int COMMON_OFFSET = 0;

    private static final int FIRST_CAPACITY = 512;
    /** Room after the payload that a misplaced value or the last word's padding may overwrite. */
    private static final int SLACK = 16;

    private static final String NULL_TEXT = "(null)";

    /** Null for the record that goes nowhere, of which only the bytes are ever stored to. */
    final @Nullable ThreadContext context;

    byte[] bytes = new byte[FIRST_CAPACITY + SLACK];
    private boolean open;

    @Nullable
    Binding binding;
    /** The {@link RecordLayout#places} of the binding's layout. */
    private int[] places = RecordLayout.NOWHERE;

    /** The index of the next field: the last but one of the places once all fields are set, the last after a misuse or a failure. */
    private int next;

    int end;
    boolean cut;

    EventRecord(@Nullable ThreadContext context) {
        this.context = context;
    }

    /** Returns a record that any number of threads may use at once: it never writes. */
    static EventRecord toNowhere() {
        return new EventRecord(null);
    }

    /** Lends the record to a thread for one event, unless it is a thread's own. */
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
        next = 0;
        cut = false;
        if (binding != target) {
            turnTo(target);
        }
        if (target != null) {
            end = target.layout().fixedSize;
        }
        open = true;
        return this;
    }

    /**
     * Switches to another type. The gaps between fields are cleared once, since no event of the same type overwrites
     * them. If there is no memory for the type, the event is counted, and the record goes nowhere until the next event.
     */
    private void turnTo(@Nullable Binding target) {
        places = RecordLayout.NOWHERE;
        binding = null;
        if (target != null) {
            RecordLayout layout = target.layout();
            try {
                ensure(layout.fixedSize);
            } catch (OutOfMemoryError e) {
                target.type().onNoRecord(target, e);
                return;
            }
            places = layout.places;
            if (layout.gaps) {
                Arrays.fill(bytes, 0, layout.fixedSize, (byte) 0);
            }
        }
        binding = target;
    }

    /** Sets an unsigned 8-bit value. */
    public EventRecord u8(int value) {
        try {
            bytes[place(FieldType.U8)] = (byte) value;
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets an unsigned 16-bit value. */
    public EventRecord u16(int value) {
        try {
            SHORT.set(bytes, place(FieldType.U16), (short) value);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets an unsigned 32-bit value: the bits of an {@code int}. */
    public EventRecord u32(int value) {
        try {
            INT.set(bytes, place(FieldType.U32), value);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets an unsigned 64-bit value: the bits of a {@code long}. */
    public EventRecord u64(long value) {
        try {
            LONG.set(bytes, place(FieldType.U64), value);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a signed 8-bit value. */
    public EventRecord s8(int value) {
        try {
            bytes[place(FieldType.S8)] = (byte) value;
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a signed 16-bit value. */
    public EventRecord s16(int value) {
        try {
            SHORT.set(bytes, place(FieldType.S16), (short) value);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a signed 32-bit value. */
    public EventRecord s32(int value) {
        try {
            INT.set(bytes, place(FieldType.S32), value);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a signed 64-bit value. */
    public EventRecord s64(long value) {
        try {
            LONG.set(bytes, place(FieldType.S64), value);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a boolean value. */
    public EventRecord bool(boolean value) {
        try {
            bytes[place(FieldType.BOOL)] = (byte) (value ? 1 : 0);
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a 32-bit floating-point value. */
    public EventRecord f32(float value) {
        try {
            INT.set(bytes, place(FieldType.F32), Float.floatToRawIntBits(value));
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets a 64-bit floating-point value. */
    public EventRecord f64(double value) {
        try {
            LONG.set(bytes, place(FieldType.F64), Double.doubleToRawLongBits(value));
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /** Sets an enum constant, in a field declared by {@link EventBuilder#enumeration}; null is shown as 65535. */
    @SuppressWarnings("EnumOrdinal") // the schema names the ordinals of this very class
    public EventRecord enumeration(@Nullable Enum<?> value) {
        try {
            SHORT.set(bytes, place(FieldType.U16), (short) (value == null ? -1 : value.ordinal()));
        } catch (VirtualMachineError | LinkageError e) {
            next = places.length - 1;
        }
        return this;
    }

    /**
     * Sets the text of a field of fixed length: truncated, or padded with NUL. If the text's own methods throw, or
     * memory runs out, commit counts the event and does not write it.
     */
    public EventRecord chars(@Nullable CharSequence value) {
        int field = next;
        try {
            int at = place(FieldType.CHARS);
            Binding target = binding;
            if (target != null && !isMisused()) {
                int limit = at + target.layout().sizes[field];
                byte[] into = bytes;
                CharSequence text = value == null ? NULL_TEXT : value;
                Arrays.fill(into, encode(text, text.length(), into, at, limit), limit, (byte) 0);
            }
        } catch (Throwable e) {
            next = places.length - 1;
            try {
                onBadValue(field, e);
            } catch (VirtualMachineError | LinkageError again) {
                // There is no stack for a call; the event is counted all the same.
            }
        }
        return this;
    }

    /**
     * Sets a text of any length; null is shown as {@code (null)}. If the text's own methods throw, or memory runs out,
     * commit counts the event and does not write it.
     */
    public EventRecord string(@Nullable CharSequence value) {
        int field = next;
        try {
            int at = place(FieldType.STRING);
            Binding target = binding;
            if (target != null && !isMisused()) {
                putString(target, field, at, value == null ? NULL_TEXT : value);
            }
        } catch (Throwable e) {
            next = places.length - 1;
            try {
                onBadValue(field, e);
            } catch (VirtualMachineError | LinkageError again) {
                // There is no stack for a call; the event is counted all the same.
            }
        }
        return this;
    }

    private void onBadValue(int field, Throwable thrown) {
        Binding target = binding;
        if (target == null) {
            ApplicationCode.onFailure(thrown);
        } else {
            target.type().onBadValue(field, thrown);
        }
    }

    private void putString(Binding target, int field, int at, CharSequence text) {
        int from = end;
        int length = text.length();
        int most = target.maxPayload() - target.layout().stringsAfter[field] - 1;
        // Enough room for every character at its longest, and no more, whatever length the text reports later.
        int limit = (int) Math.min(most, from + 3L * Math.max(0, length));
        ensure(limit + 1);
        byte[] into = bytes;
        int to = encode(text, length, into, from, limit);
        into[to] = 0;
        end = to + 1;
        INT.set(into, at, (end - from) << Short.SIZE | from);
    }

    /**
     * Writes the event to the ring of the CPU that this thread runs on, in the buffer and in each instance that has it
     * enabled.
     *
     * @return true if the event is in at least one ring; false if the event is disabled or nothing is attached, or if it was
     *     dropped and counted
     */
    public boolean commit() {
        ThreadContext own = context;
        Binding target = binding;
        boolean settled = own == null || target == null;
        boolean written = false;
        try {
            if (own == null || !open || !own.isCurrent()) {
                return refuse();
            }
            open = false;
            written = target != null && write(own, target, next == places.length - RecordLayout.ENDS);
            settled = true;
            own.done(this);
        } catch (VirtualMachineError | LinkageError e) {
            if (!settled && own != null) {
                try {
                    own.lost.add();
                } catch (VirtualMachineError again) {
                    own.lost.uncalled++;
                }
            }
        }
        return written;
    }

    /** Refuses a second commit, or one on another thread: the record no longer belongs to this call. */
    private boolean refuse() {
        Binding target = binding;
        if (target != null) {
            target.onSecondCommit();
        }
        return false;
    }

    /**
     * Writes the event. A stack or heap overflow, wherever it occurs, costs this one event and is not thrown;
     * exceptions that others inject into this thread are. An event that has no place in a ring by then is counted here.
     */
    boolean write(ThreadContext own, Binding target, boolean complete) {
        try {
            if (cut) {
                target.type().countCut();
            }
            if (!complete) {
                target.type().countMalformed();
                if (!isMisused()) {
                    target.type().onMisuse(next);
                }
            }
            if (target.isEarly()) {
                if (complete) {
                    target.type().keepEarly(bytes, end);
                }
                return false;
            }
            boolean everywhere = complete && target.hasInstances();
            return everywhere ? writeEverywhere(own, target) : writeTo(own, target, complete);
        } catch (VirtualMachineError | LinkageError e) {
            try {
                own.lost.add();
            } catch (VirtualMachineError again) {
                own.lost.uncalled++;
            }
            return false;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Writes the event to one file, or counts it there. */
    private boolean writeTo(ThreadContext own, Binding target, boolean complete) {
        if (complete) {
            LONG.set(bytes, COMMON_OFFSET, target.id() | (long) own.tid(target.attachment()) << Integer.SIZE);
            INT.set(bytes, end, 0);
        }
        return own.write(target.attachment(), bytes, end, complete, cut);
    }

    /** Writes the event wherever it is enabled. What fails in a file is counted there, and changes nothing elsewhere. */
    private boolean writeEverywhere(ThreadContext own, Binding target) {
        InstanceBinding[] instances = target.instances().all;
        int switches = target.switches();
        boolean written = false;
        try {
            written = (switches & EventTableDescriptor.ENABLED_HERE) != 0 && writeTo(own, target, true);
        } catch (VirtualMachineError | LinkageError e) {
            try {
                own.lost.add();
            } catch (VirtualMachineError again) {
                own.lost.uncalled++;
            }
        }
        for (InstanceBinding instance : instances) {
            try {
                written |=
                        (switches & EventTableDescriptor.ENABLED_IN_INSTANCE) != 0 && instance.write(bytes, end, cut);
            } catch (VirtualMachineError | LinkageError e) {
                try {
                    instance.lost.add();
                } catch (VirtualMachineError again) {
                    instance.lost.uncalled++;
                }
            }
        }
        return written;
    }

    /**
     * Writes an event that another record has assembled to another file; for a record that is not open. One that is too
     * long for that file counts as malformed there.
     */
    boolean copy(Binding target, byte[] payload, int length, boolean wasCut) {
        ThreadContext own = context;
        if (own == null) {
            return false;
        }
        ensure(length);
        System.arraycopy(payload, 0, bytes, 0, length);
        // The next event of another type has to clear its gaps, in which this payload's bytes are now.
        binding = null;
        end = length;
        cut = wasCut;
        boolean written = writeCopy(own, target, length <= target.maxPayload());
        try {
            own.done(this);
        } catch (VirtualMachineError | LinkageError e) {
            // There is no stack for a call: the record is left to the garbage collector.
        }
        return written;
    }

    private boolean writeCopy(ThreadContext own, Binding target, boolean fits) {
        try {
            return writeTo(own, target, fits);
        } catch (VirtualMachineError | LinkageError e) {
            try {
                own.lost.add();
            } catch (VirtualMachineError again) {
                own.lost.uncalled++;
            }
            return false;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Returns the offset of the next field's value, or of a harmless place if the type expects another field. */
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
        if (target != null && open && field < places.length - 1) {
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

    void ensure(int capacity) {
        if (bytes.length < capacity + SLACK) {
            bytes = Arrays.copyOf(bytes, Integer.highestOneBit(capacity) * 2 + SLACK);
        }
    }

    boolean isOpen() {
        return open;
    }
}
