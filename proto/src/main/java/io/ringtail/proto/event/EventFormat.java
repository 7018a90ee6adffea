package io.ringtail.proto.event;

import java.util.List;
import java.util.Optional;

/**
 * A tracefs format text, read: what {@code events/SYSTEM/EVENT/format} says about an event, Ringtail's or the kernel's.
 *
 * @param name the event's name in its system
 * @param id the number in {@code common_type}, 0 to 65535
 * @param fields in the text's order, the common fields first
 * @param printFmt what follows {@code print fmt:}, as it stands; empty if the text has none
 */
public record EventFormat(String name, int id, List<FormatField> fields, String printFmt) {
    /** The longest text in characters that {@link #parse} takes. */
    public static final int MAX_TEXT_LENGTH = 1 << 20;
    /** The most fields that {@link #parse} takes. */
    public static final int MAX_FIELDS = 1024;
    /** The largest offset and size in bytes that {@link #parse} takes. */
    public static final int MAX_EXTENT = 1 << 20;

    /** Copies the fields. */
    public EventFormat {
        fields = List.copyOf(fields);
    }

    /**
     * Reads a format text.
     *
     * @throws InvalidFormatException if it is none, or longer than the limits here; it never throws anything else
     */
    public static EventFormat parse(String text) throws InvalidFormatException {
        return new FormatParser(text).parse();
    }

    /** The field of a name, the common ones included. */
    public Optional<FormatField> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }
}
