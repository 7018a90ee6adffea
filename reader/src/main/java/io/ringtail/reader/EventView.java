package io.ringtail.reader;

import io.ringtail.proto.event.EventFormat;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decoded event: its time, place and thread, and its fields by index.
 *
 * <p>A view is reused for the next event and is valid only during the call that passes it: copy what you keep.
 * Reading a field allocates nothing, except where a text is not ASCII.
 *
 * <p>A field's index is its position in {@link EventFormat#fields()}, the common fields included. Fields come from
 * untrusted bytes: one that lies outside the payload reads as zero, or as an empty text, and never throws.
 */
public interface EventView {
    /** The time in ns of the trace's clock. */
    long timestampNs();

    /** The CPU whose ring held the event. */
    int cpu();

    /** The event's number, {@code common_type}: 0 to 65535. */
    int id();

    /** The id of the thread that wrote the event, {@code common_pid}. */
    int tid();

    /** The thread's process, or 0 where it is unknown. */
    int pid();

    /** The thread's name, or null where it is unknown. */
    @Nullable
    String comm();

    /** The event's system, such as {@code sched}, or null for an unknown id. */
    @Nullable
    String system();

    /** The event's name and fields, or null for an unknown id, whose fields cannot be read. */
    @Nullable
    EventFormat format();

    /** The number of fields, the common ones included; 0 for an unknown id. */
    int fields();

    /** What a field holds. */
    FieldKind kind(int field);

    /** Whether a field is one that every event begins with, such as {@code common_type}. */
    boolean isCommon(int field);

    /** A field's bits as an integer: sign-extended where the field is signed, otherwise zero-extended. */
    long number(int field);

    /** A floating-point field's value; an integer field's, converted. */
    double floating(int field);

    /** The name of an enumeration's value, or null where the value, or the field, has none. */
    @Nullable
    String label(int field);

    /**
     * The names of an enumeration's values, by the bits of {@link #number} zero-extended from the field's size; empty for
     * a field without names.
     */
    Map<Long, String> labels(int field);

    /** Whether the event's text shows the field in hexadecimal. */
    boolean isHex(int field);

    /**
     * The characters of a field of kind {@link FieldKind#TEXT}, up to the first NUL; empty for any other kind. The
     * sequence is reused by the next call.
     */
    CharSequence text(int field);

    /** Appends the characters that {@link #text} gives, as a rule writes them. */
    void appendText(int field, CharacterRule rule, StringBuilder out);

    /** The number of elements in a field of kind {@link FieldKind#NUMBERS}; 0 for any other kind. */
    int elements(int field);

    /** An element of a field of kind {@link FieldKind#NUMBERS}, extended as by {@link #number}. */
    long element(int field, int index);

    /** The bytes of one element of a field of kind {@link FieldKind#NUMBERS}, 1 or more. */
    int elementSize(int field);

    /** Appends the event's text as its {@code print fmt} describes it, without name, thread and time. */
    void print(StringBuilder out);

    /** Appends the same text as {@link #print(StringBuilder)}. */
    default void print(LineBytes out) {
        StringBuilder text = out.scratch();
        print(text);
        out.append(text);
    }

    /** A buffer in the trace's order of bytes that holds the payload; read-only by convention. */
    ByteBuffer page();

    /** The payload's first byte in {@link #page}: its common fields. */
    int payloadOffset();

    /** The bytes of payload, within the page's limit. */
    int payloadLength();
}
