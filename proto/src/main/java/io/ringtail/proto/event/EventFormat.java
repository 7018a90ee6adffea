package io.ringtail.proto.event;

import java.util.List;
import java.util.Optional;

/**
 * A parsed tracefs format text: the description of an event, Ringtail's or the kernel's, in
 * {@code events/SYSTEM/EVENT/format}.
 *
 * @param name the event's name in its system
 * @param id the number in {@code common_type}, 0 to 65535
 * @param fields in the text's order, the common fields first
 * @param printFmt the text after {@code print fmt:}, verbatim; empty if there is none
 */
public record EventFormat(String name, int id, List<FormatField> fields, String printFmt) {
    /** The longest text that {@link #parse} accepts, in characters. */
    public static final int MAX_TEXT_LENGTH = 1 << 20;
    /** The maximum number of fields that {@link #parse} accepts. */
    public static final int MAX_FIELDS = 1024;
    /** The largest offset and size that {@link #parse} accepts, in bytes. */
    public static final int MAX_EXTENT = 1 << 20;

    /** Copies the fields. */
    public EventFormat {
        fields = List.copyOf(fields);
    }

    /**
     * Parses a format text.
     *
     * @throws InvalidFormatException if the text is malformed or exceeds the limits of this class; no other exception
     *     is thrown
     */
    public static EventFormat parse(String text) throws InvalidFormatException {
        return new FormatParser(text).parse();
    }

    /** Returns the field with a name; the common fields are included. */
    public Optional<FormatField> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }
}
