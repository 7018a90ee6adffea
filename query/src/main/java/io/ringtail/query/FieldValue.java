package io.ringtail.query;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import org.jspecify.annotations.Nullable;

/** An event's field as the value of a column. */
final class FieldValue {
    private FieldValue() {}

    /** Writes a field to a column whose type was made for it, perhaps also for others'. */
    static void put(EventView event, int field, Cell cell) {
        switch (cell.type()) {
            case INTEGER, BIGINT, UBIGINT -> cell.number(event.number(field));
            case BOOLEAN -> cell.bool(event.number(field) != 0);
            case DOUBLE -> cell.floating(event.floating(field));
            case BIGINTS, UBIGINTS, TEXT -> cell.text(text(event, field));
        }
    }

    private static String text(EventView event, int field) {
        return switch (event.kind(field)) {
            case TEXT -> event.text(field).toString();
            case BOOLEAN -> Boolean.toString(event.number(field) != 0);
            case FLOATING -> Double.toString(event.floating(field));
            case NUMBERS -> list(event, field);
            case NUMBER -> named(event, field);
        };
    }

    private static String named(EventView event, int field) {
        @Nullable String name = event.label(field);
        return name == null ? number(event, field, event.number(field)) : name;
    }

    private static String list(EventView event, int field) {
        StringBuilder text = new StringBuilder("[");
        int count = event.elements(field);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ", ").append(number(event, field, event.element(field, i)));
        }
        return text.append(']').toString();
    }

    private static String number(EventView event, int field, long value) {
        return isSigned(event, field) ? Long.toString(value) : Long.toUnsignedString(value);
    }

    private static boolean isSigned(EventView event, int field) {
        EventFormat format = event.format();
        return format != null && format.fields().get(field).signed();
    }
}
