package io.ringtail.reader.text;

import io.ringtail.proto.event.FormatField;

/** What JSON makes of a field. */
enum JsonKind {
    NUMBER,
    BOOLEAN,
    FLOATING,
    TEXT,
    NUMBERS;

    static JsonKind of(FormatField field) {
        if (field.isText()) {
            return TEXT;
        }
        if (field.isArray() || field.dynamic()) {
            return NUMBERS;
        }
        return switch (field.type()) {
            case "bool" -> BOOLEAN;
            case "float", "double" -> FLOATING;
            default -> NUMBER;
        };
    }
}
