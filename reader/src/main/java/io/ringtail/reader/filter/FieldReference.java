package io.ringtail.reader.filter;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventView;
import io.ringtail.reader.FieldKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a name in a filter denotes in events of a type: a field of theirs, or what every event has.
 *
 * @param index of the field; negative for what every event has
 * @param name the field's own
 * @param size bytes of a number
 */
record FieldReference(int index, String name, FieldKind kind, int size, boolean signed) {
    private static final int CPU = -1;
    private static final int TID = -2;
    private static final int PID = -3;
    private static final int COMM = -4;
    private static final String DURATION = "duration";

    /** Finds a name; returns null if the events have nothing of that name. */
    static @Nullable FieldReference of(String name, EventView event, EventFormat format) {
        FieldReference field = field(name, event, format);
        if (field == null && name.equals(DURATION)) {
            field = field(DURATION + "_ns", event, format);
        }
        return field == null ? common(name) : field;
    }

    private static @Nullable FieldReference field(String name, EventView event, EventFormat format) {
        List<FormatField> fields = format.fields();
        for (int i = 0; i < fields.size(); i++) {
            FormatField field = fields.get(i);
            if (field.name().equals(name)) {
                return new FieldReference(i, name, event.kind(i), field.size(), field.signed());
            }
        }
        return null;
    }

    private static @Nullable FieldReference common(String name) {
        return switch (name) {
            case "cpu", "CPU", "common_cpu" -> number(CPU, name);
            case "tid", "TID" -> number(TID, name);
            case "pid", "PID" -> number(PID, name);
            case "comm", "COMM" -> new FieldReference(COMM, name, FieldKind.TEXT, 0, false);
            default -> null;
        };
    }

    private static FieldReference number(int index, String name) {
        return new FieldReference(index, name, FieldKind.NUMBER, Integer.BYTES, true);
    }

    long number(EventView event) {
        return switch (index) {
            case CPU -> event.cpu();
            case TID -> event.tid();
            case PID -> event.pid();
            default -> event.number(index);
        };
    }

    /** Returns a text, or null where it is unknown. */
    @Nullable
    CharSequence text(EventView event) {
        return index == COMM ? event.comm() : event.text(index);
    }

    boolean isUnsignedLong() {
        return !signed && size == Long.BYTES;
    }

    /** The bits that a number of this size has. */
    long mask() {
        return size >= Long.BYTES ? -1 : (1L << (size * Byte.SIZE)) - 1;
    }
}
