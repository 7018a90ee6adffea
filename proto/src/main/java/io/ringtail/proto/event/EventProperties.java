package io.ringtail.proto.event;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What describes an event beside its format: texts for people, and how it is used at first. As text, it is a line for
 * each property, of the event or of a field:
 *
 * <pre>
 *     label: Order
 *     description: A customer's order as it arrived.
 *     level: debug
 *     enabled: 0
 *     price.label: Limit price
 *     price.unit: EUR
 * </pre>
 *
 * <p>Two schemas that differ only in properties are the same event; the daemon keeps those that it received first.
 */
public final class EventProperties {
    /** The maximum length of {@link #text()} in characters. */
    public static final int MAX_LENGTH = 8192;

    /** No properties. */
    public static final EventProperties NONE = new EventProperties(Map.of());

    private static final String SEPARATOR = ": ";

    /** The levels of an event, from the gravest to the most detailed. */
    public static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    /** Nothing but the text: a daemon keeps it for each event, and counts its length. */
    private final String text;

    private EventProperties(Map<String, String> byName) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> property : byName.entrySet()) {
            lines.append(property.getKey())
                    .append(SEPARATOR)
                    .append(property.getValue())
                    .append('\n');
        }
        this.text = lines.toString();
        if (text.length() > MAX_LENGTH) {
            throw new InvalidSchemaException(
                    "the properties of an event have " + text.length() + " characters, more than " + MAX_LENGTH);
        }
    }

    /** A property. */
    public enum Key {
        /** A short name for people. */
        LABEL(64, true, true),
        /** A sentence or two. */
        DESCRIPTION(1000, true, true),
        /** The unit of a field's value, such as {@code ms}. */
        UNIT(32, false, true),
        /** One of {@link EventProperties#LEVELS}. */
        LEVEL(8, true, false),
        /** Of how many events one is written, on average. */
        SAMPLED(10, true, false),
        /** {@code 0} if the event is to be disabled when it is first registered. */
        ENABLED(1, true, false);

        private final int maxLength;
        private final boolean ofEvent;
        private final boolean ofField;

        Key(int maxLength, boolean ofEvent, boolean ofField) {
            this.maxLength = maxLength;
            this.ofEvent = ofEvent;
            this.ofField = ofField;
        }

        /** Returns the maximum length of a value in characters. */
        public int maxLength() {
            return maxLength;
        }

        /** Returns the name in the text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns what is allowed instead of a value; null if the value is allowed. */
        private @Nullable String allowed(String value) {
            return switch (this) {
                case LEVEL -> LEVELS.contains(value) ? null : "one of " + String.join(", ", LEVELS);
                case ENABLED -> value.equals("0") ? null : "0";
                case SAMPLED -> value.chars().allMatch(c -> c >= '0' && c <= '9') ? null : "a number without sign";
                default -> null;
            };
        }

        private static @Nullable Key of(String text) {
            for (Key key : values()) {
                if (key.text().equals(text)) {
                    return key;
                }
            }
            return null;
        }
    }

    /**
     * Parses the lines of properties.
     *
     * @throws InvalidSchemaException if a line is no property or its value is not allowed; the message names it
     */
    public static EventProperties parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidSchemaException(
                    "properties of " + text.length() + " characters are longer than " + MAX_LENGTH);
        }
        Map<String, String> byName = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(SEPARATOR);
            if (colon > 0) {
                add(byName, line.substring(0, colon), line.substring(colon + SEPARATOR.length()));
            } else if (!line.isEmpty()) {
                throw new InvalidSchemaException(SchemaRules.shown(line) + " is no property: NAME: VALUE is expected");
            }
        }
        return new EventProperties(byName);
    }

    private static void add(Map<String, String> byName, String name, String value) {
        check(name, value);
        if (byName.put(name, value) != null) {
            throw new InvalidSchemaException("property " + name + " is given twice");
        }
    }

    /**
     * Returns these properties with another one.
     *
     * @throws InvalidSchemaException if the value is not allowed
     */
    public EventProperties with(Key key, String value) {
        return with(key.text(), value);
    }

    /**
     * Returns these properties with another one of a field.
     *
     * @throws InvalidSchemaException if the value is not allowed
     */
    public EventProperties with(String field, Key key, String value) {
        return with(field + '.' + key.text(), value);
    }

    private EventProperties with(String name, String value) {
        check(name, value);
        Map<String, String> more = byName();
        more.put(name, value);
        return new EventProperties(more);
    }

    private Map<String, String> byName() {
        Map<String, String> byName = new TreeMap<>();
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            String line = text.substring(from, to);
            int colon = line.indexOf(SEPARATOR);
            byName.put(line.substring(0, colon), line.substring(colon + SEPARATOR.length()));
            from = to + 1;
        }
        return byName;
    }

    private static void check(String name, String value) {
        int dot = name.indexOf('.');
        Key key = Key.of(name.substring(dot + 1));
        if (key == null
                || (dot < 0 ? !key.ofEvent : !key.ofField)
                || (dot >= 0 && !SchemaRules.isName(name.substring(0, dot), EventSchema.MAX_NAME_LENGTH))) {
            throw new InvalidSchemaException(SchemaRules.shown(name) + " is no property of an event or a field");
        }
        if (value.isEmpty()
                || value.length() > key.maxLength
                || value.codePoints().anyMatch(EventProperties::isControl)) {
            throw new InvalidSchemaException("property " + name + " " + SchemaRules.shown(value)
                    + " is not a line of 1 to " + key.maxLength + " characters");
        }
        String allowed = key.allowed(value);
        if (allowed != null) {
            throw new InvalidSchemaException(
                    "property " + name + " " + SchemaRules.shown(value) + " is not " + allowed);
        }
    }

    /** Returns whether a character would end a line, or change how a terminal shows what follows. */
    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
            default -> false;
        };
    }

    /** Checks that the fields exist of which there are properties. */
    void checkFields(List<Field> fields) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            names.add(field.name());
        }
        for (String name : byName().keySet()) {
            int dot = name.indexOf('.');
            if (dot >= 0 && !names.contains(name.substring(0, dot))) {
                throw new InvalidSchemaException("property " + name + " is of a field that the event does not have");
            }
        }
    }

    /** Returns a property of the event. */
    public Optional<String> of(Key key) {
        return find(key.text());
    }

    /** Returns a property of a field. */
    public Optional<String> of(String field, Key key) {
        return find(field + '.' + key.text());
    }

    private Optional<String> find(String name) {
        String start = name + SEPARATOR;
        int at = text.startsWith(start) ? 0 : text.indexOf('\n' + start) + 1;
        return at > 0 || text.startsWith(start)
                ? Optional.of(text.substring(at + start.length(), text.indexOf('\n', at)))
                : Optional.empty();
    }

    /** Returns whether the event is to be enabled when it is first registered. */
    public boolean isEnabledAtFirst() {
        return of(Key.ENABLED).isEmpty();
    }

    /** Returns the lines, in the order of the names; empty if there are none. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventProperties properties && text.equals(properties.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
