package io.ringtail.client;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import org.jspecify.annotations.Nullable;

/** Writes the values that a span has kept as one event. */
final class SpanWriter {
    private static final int WORD = 4;

    private final Field[] fields;
    private final int fixedSize;
    private final boolean gaps;
    private final boolean direct;

    SpanWriter(EventSchema schema) {
        fields = schema.fields().toArray(Field[]::new);
        fixedSize = schema.fixedSize();
        gaps = new RecordLayout(schema).gaps;
        direct = schema.fields().stream().noneMatch(field -> field.type() == FieldType.CHARS);
    }

    /** Writes the event directly; returns false if it must be written by a record. */
    boolean write(TypedWriter writer, KeptValues values) {
        if (!direct) {
            return false;
        }
        writer.beginTexts(fixedSize);
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].type() == FieldType.STRING && !stage(writer, values, i)) {
                return false;
            }
        }
        int length = writer.textsEnd();
        long claim = writer.begin(length);
        if (claim == RingWriter.NONE) {
            return false;
        }
        for (int at = EventSchema.COMMON_SIZE; gaps && at < fixedSize; at += WORD) {
            writer.putInt(claim, at, 0);
        }
        for (int i = 0; i < fields.length; i++) {
            put(writer, claim, fields[i], values.number(i));
        }
        if (length > fixedSize) {
            writer.putTexts(claim, fixedSize);
        }
        writer.end(claim, length);
        return true;
    }

    /** Stages a text: its place becomes the field's number. */
    private static boolean stage(TypedWriter writer, KeptValues values, int field) {
        CharSequence text = values.text(field);
        if (text != null && !(text instanceof String)) {
            return false;
        }
        int place = writer.text((String) text);
        values.put(field, (long) place);
        return place != 0;
    }

    private static void put(TypedWriter writer, long claim, Field field, long value) {
        switch (field.size()) {
            case Long.BYTES -> writer.putLong(claim, field.offset(), value);
            case Integer.BYTES -> writer.putInt(claim, field.offset(), (int) value);
            case Short.BYTES -> writer.putShort(claim, field.offset(), (int) value);
            default -> writer.putByte(claim, field.offset(), (int) value);
        }
    }

    /** Sets the fields of a record. */
    void fill(EventRecord into, KeptValues values) {
        for (int i = 0; i < fields.length; i++) {
            set(into, fields[i].type(), values.number(i), values.text(i));
        }
    }

    /** Sets the next field of a record: a number by its bits, or a text. */
    static void set(EventRecord into, FieldType type, long bits, @Nullable CharSequence text) {
        switch (type) {
            case BOOL -> into.bool(bits != 0);
            case CHARS -> into.chars(text);
            case STRING -> into.string(text);
            case F32 -> into.f32(Float.intBitsToFloat((int) bits));
            case F64 -> into.f64(Double.longBitsToDouble(bits));
            case S8 -> into.s8((int) bits);
            case S16 -> into.s16((int) bits);
            case S32 -> into.s32((int) bits);
            case S64 -> into.s64(bits);
            case U8 -> into.u8((int) bits);
            case U16 -> into.u16((int) bits);
            case U32 -> into.u32((int) bits);
            case U64 -> into.u64(bits);
        }
    }
}
