package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.format.LabelledFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A registered event with its parsed format. */
final class ListedEvent {
    private final EventFormats.Event event;
    private final @Nullable EventFormat format;
    /** The names of values by field; null until they are asked for, since they take a compiled format. */
    private @Nullable Map<String, Map<Long, String>> values;

    ListedEvent(EventFormats.Event event) {
        this.event = event;
        this.format = parsed(event.format());
    }

    private static @Nullable EventFormat parsed(String text) {
        try {
            return EventFormat.parse(text);
        } catch (InvalidFormatException e) {
            return null;
        }
    }

    /** SYSTEM:NAME. */
    String name() {
        return event.name();
    }

    long id() {
        return event.id();
    }

    boolean enabled() {
        return event.enabled();
    }

    EventProperties properties() {
        return event.properties();
    }

    /** The fields without the common ones; empty if the format cannot be parsed. */
    Optional<List<FormatField>> fields() {
        return Optional.ofNullable(format)
                .map(parsed -> parsed.fields().stream()
                        .filter(field -> !field.name().startsWith("common_"))
                        .toList());
    }

    /** The names of a field's values, in the format's order; empty for a field without names. */
    Map<Long, String> values(FormatField field) {
        if (values == null) {
            values = format == null ? Map.of() : LabelledFields.labels(format);
        }
        return values.getOrDefault(field.name(), Map.of());
    }

    /** A field's type: that of its elements, if it is an array. */
    static String type(FormatField field) {
        return field.dynamic() && field.isText() ? "string" : field.type();
    }

    /** What follows an array's name. */
    static String dimension(FormatField field) {
        return field.arrayLength() > 0 ? "[" + field.arrayLength() + "]" : "";
    }
}
