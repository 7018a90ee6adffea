package io.ringtail.reader;

import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatField;

/** What a field holds. */
public enum FieldKind {
    /** An integer. */
    NUMBER,
    /** An integer of which only zero is false. */
    BOOLEAN,
    /** A float or a double. */
    FLOATING,
    /** Characters up to a NUL. */
    TEXT,
    /** An array of integers. */
    NUMBERS;

    /** The kind that a field's declaration names. */
    public static FieldKind of(FormatField field) {
        if (field.isText()) {
            return TEXT;
        }
        if (field.isArray() || field.dynamic()) {
            return NUMBERS;
        }
        FieldType type = FieldType.named(field.type());
        if (type == null) {
            return NUMBER;
        }
        return switch (type.kind()) {
            case BOOLEAN -> BOOLEAN;
            case FLOATING -> FLOATING;
            case UNSIGNED, SIGNED, TEXT -> NUMBER; // one character is a number
        };
    }
}
