package io.ringtail.reader.ctf;

import io.ringtail.proto.event.FormatField;
import io.ringtail.reader.EventView;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/**
 * How a field is declared and written.
 *
 * @param index the field's index in its format
 * @param form what is written
 * @param size bytes of a number, or of an array's element
 * @param count elements of an array of fixed length
 * @param offset where the bytes of a field of no known type begin in the payload
 * @param declaration in TSDL, without what surrounds the event's fields
 */
record FieldLayout(int index, Form form, int size, int count, int offset, String declaration) {
    /** A longer array is a sequence: a short event with long declared fields cannot make the trace large. */
    private static final int MOST_ELEMENTS = 64;

    private static final int LENGTH_BYTES = 4;

    /** What is written for a field. */
    enum Form {
        /** A number of 1, 2, 4 or 8 bytes. */
        NUMBER,
        /** A float or a double. */
        FLOATING,
        /** A text with a NUL. */
        TEXT,
        /** Numbers, as many as declared. */
        ARRAY,
        /** The count of numbers, and the numbers. */
        SEQUENCE,
        /** The count of bytes, and the bytes, of something that is no number. */
        BYTES
    }

    static FieldLayout of(EventView event, int index, FormatField field, Set<String> taken) {
        String name = Tsdl.identifier(field.name(), taken);
        boolean hex = event.isHex(index);
        return switch (event.kind(index)) {
            case NUMBER, BOOLEAN ->
                isNumber(field.size()) ? number(event, index, field, name, hex) : bytes(index, field, name, taken);
            case FLOATING -> floating(index, field.size(), name);
            case TEXT -> new FieldLayout(index, Form.TEXT, 0, 0, 0, "string " + name + ";");
            case NUMBERS -> numbers(event, index, field, name, taken);
        };
    }

    private static boolean isNumber(int size) {
        return size == 1 || size == 2 || size == 4 || size == Long.BYTES;
    }

    private static FieldLayout number(EventView event, int index, FormatField field, String name, boolean hex) {
        String type = Tsdl.integer(field.size(), field.signed(), hex);
        String values = values(event.labels(index), field);
        String declaration = values.isEmpty() ? type : "enum : " + type + " { " + values + " }";
        return new FieldLayout(index, Form.NUMBER, field.size(), 0, 0, declaration + " " + name + ";");
    }

    /** Returns those names of values that a field of this size can have. */
    private static String values(Map<Long, String> labels, FormatField field) {
        StringBuilder values = new StringBuilder();
        int unused = Long.SIZE - field.size() * Byte.SIZE;
        labels.forEach((bits, label) -> {
            if (bits << unused >>> unused == bits) {
                String value = field.signed() ? Long.toString(bits << unused >> unused) : Long.toUnsignedString(bits);
                values.append(values.isEmpty() ? "" : ", ")
                        .append(Tsdl.quoted(label))
                        .append(" = ")
                        .append(value);
            }
        });
        return values.toString();
    }

    private static FieldLayout floating(int index, int size, String name) {
        boolean single = size == Float.BYTES;
        String digits = single ? "exp_dig = 8; mant_dig = 24" : "exp_dig = 11; mant_dig = 53";
        return new FieldLayout(
                index,
                Form.FLOATING,
                single ? Float.BYTES : Double.BYTES,
                0,
                0,
                "floating_point { " + digits + "; align = 8; } " + name + ";");
    }

    private static FieldLayout numbers(EventView event, int index, FormatField field, String name, Set<String> taken) {
        int size = event.elementSize(index);
        if (!isNumber(size)) {
            return bytes(index, field, name, taken);
        }
        String type = Tsdl.integer(size, field.signed(), event.isHex(index));
        int count = field.dynamic() ? 0 : field.arrayLength();
        if (count <= 0 || count > MOST_ELEMENTS) {
            return new FieldLayout(index, Form.SEQUENCE, size, 0, 0, sequence(field, name, type, taken));
        }
        return new FieldLayout(index, Form.ARRAY, size, count, 0, type + " " + name + "[" + count + "];");
    }

    private static FieldLayout bytes(int index, FormatField field, String name, Set<String> taken) {
        String declaration = sequence(field, name, Tsdl.integer(1, false, true), taken);
        return new FieldLayout(index, Form.BYTES, 1, 0, field.offset(), declaration);
    }

    private static String sequence(FormatField field, String name, String type, Set<String> taken) {
        String length = Tsdl.identifier("_" + field.name() + "_length", taken);
        String count = Tsdl.integer(LENGTH_BYTES, false, false);
        return count + " " + length + "; " + type + " " + name + "[" + length + "];";
    }

    /** Appends the field of an event. */
    void append(EventView event, FormatField field, PacketBuffer out) {
        switch (form) {
            case NUMBER -> out.number(event.number(index), size);
            case FLOATING -> appendFloating(event.floating(index), out);
            case TEXT -> out.text(event.text(index));
            case ARRAY -> {
                int there = Math.min(count, event.elements(index));
                appendElements(event, there, out);
                for (int i = there; i < count; i++) {
                    out.number(0, size);
                }
            }
            case SEQUENCE -> {
                int there = event.elements(index);
                out.number(there, LENGTH_BYTES);
                appendElements(event, there, out);
            }
            case BYTES -> appendBytes(event, field.size(), out);
        }
    }

    private void appendFloating(double value, PacketBuffer out) {
        if (size == Float.BYTES) {
            out.number(Float.floatToRawIntBits((float) value), size);
        } else {
            out.number(Double.doubleToRawLongBits(value), size);
        }
    }

    private void appendElements(EventView event, int there, PacketBuffer out) {
        for (int i = 0; i < there; i++) {
            out.number(event.element(index, i), size);
        }
    }

    private void appendBytes(EventView event, int declared, PacketBuffer out) {
        ByteBuffer page = event.page();
        int there = Math.max(0, Math.min(declared, event.payloadLength() - offset));
        out.number(there, LENGTH_BYTES);
        out.bytes(page, event.payloadOffset() + offset, there);
    }
}
