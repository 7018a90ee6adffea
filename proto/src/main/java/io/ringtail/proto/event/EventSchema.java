package io.ringtail.proto.event;

import io.ringtail.proto.page.CommonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An event's schema: its system, its name and its fields, in declaration order. Two schemas are equal if these three
 * are; its {@link EventProperties} only describe it.
 *
 * <p>A little-endian payload begins with the common fields; each field follows at the next offset that its type's
 * alignment allows:
 *
 * <pre>
 *     0 common_type           u16  the event's id
 *     2 common_flags          u8
 *     3 common_preempt_count  u8
 *     4 common_pid            s32  the thread's id
 *     8 the schema's fields
 *       up to {@link #fixedSize()}, a multiple of 4; then the texts of STRING fields, each with its NUL
 * </pre>
 */
public final class EventSchema {
    /** The maximum length of a system's, event's or field's name, in characters. */
    public static final int MAX_NAME_LENGTH = 64;
    /** The maximum number of fields in an event. */
    public static final int MAX_FIELDS = 64;
    /** The maximum number of symbols in a field. */
    public static final int MAX_SYMBOLS = 256;
    /** The maximum length of a symbol, in characters. */
    public static final int MAX_LABEL_LENGTH = 64;
    /** The maximum number of digits after the point of a {@link Display#FIXED_POINT} field. */
    public static final int MAX_DECIMALS = 9;
    /** The maximum size of a payload's fixed part, in bytes. */
    public static final int MAX_FIXED_SIZE = 32 * 1024;
    /** The size in bytes of the common fields, which precede the schema's fields. */
    public static final int COMMON_SIZE = CommonFields.LENGTH;

    private static final int PAYLOAD_ALIGNMENT = 4;

    private final String system;
    private final String name;
    private final List<Field> fields;
    private final EventProperties properties;
    private final int fixedSize;

    private EventSchema(String system, String name, List<Field> fields, EventProperties properties) {
        SchemaRules.checkName("system name", system);
        SchemaRules.checkName("event name", name);
        SchemaRules.checkFields(fields);
        this.system = system;
        this.name = name;
        this.fields = placed(fields);
        this.properties = properties;
        properties.checkFields(fields);
        fixedSize = fixedSize(this.fields);
        EventSchemaCodec.checkEncodedLength(this);
    }

    /** Returns a schema builder; {@link Builder#build()} checks the names. */
    public static Builder builder(String system, String name) {
        return new Builder(system, name);
    }

    private static List<Field> placed(List<Field> fields) {
        List<Field> placed = new ArrayList<>();
        int end = COMMON_SIZE;
        for (Field field : fields) {
            int offset = field.alignedFrom(end);
            end = offset + field.size();
            if (end > MAX_FIXED_SIZE) {
                throw new InvalidSchemaException("field " + field.name() + " ends at byte " + end
                        + " of the payload, beyond the " + MAX_FIXED_SIZE + " bytes available to fixed fields");
            }
            placed.add(field.at(offset));
        }
        return List.copyOf(placed);
    }

    private static int fixedSize(List<Field> placed) {
        Field last = placed.isEmpty() ? null : placed.get(placed.size() - 1);
        int end = last == null ? COMMON_SIZE : last.offset() + last.size();
        return (end + PAYLOAD_ALIGNMENT - 1) & -PAYLOAD_ALIGNMENT;
    }

    /** Returns the event's system: its directory below {@code events}. */
    public String system() {
        return system;
    }

    /** Returns the event's name in its system. */
    public String name() {
        return name;
    }

    /** Returns the fields in order of their offsets, without the common ones; unmodifiable. */
    public List<Field> fields() {
        return fields;
    }

    /** Returns what describes the event and its fields. */
    public EventProperties properties() {
        return properties;
    }

    /** Returns the size in bytes of the payload's fixed part, a multiple of 4; the common fields are included. */
    public int fixedSize() {
        return fixedSize;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventSchema that
                && system.equals(that.system)
                && name.equals(that.name)
                && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * system.hashCode() + name.hashCode()) + fields.hashCode();
    }

    @Override
    public String toString() {
        return system + ':' + name + ' ' + fields.stream().map(Field::name).toList();
    }

    /** Builds a schema; fields follow each other in call order. Not thread-safe. */
    public static final class Builder {
        private final String system;
        private final String name;
        private final List<Field> fields = new ArrayList<>();
        private EventProperties properties = EventProperties.NONE;

        private Builder(String system, String name) {
            this.system = system;
            this.name = name;
        }

        /**
         * Adds a field of any type except {@link FieldType#CHARS}, which needs {@link #chars}; integers are shown in
         * decimal.
         */
        public Builder field(String fieldName, FieldType type) {
            return add(fieldName, type, 0, Display.DECIMAL, Map.of());
        }

        /** Adds an integer that is shown in hexadecimal. */
        public Builder hex(String fieldName, FieldType type) {
            return add(fieldName, type, 0, Display.HEX, Map.of());
        }

        /**
         * Adds an integer that is shown with a decimal point.
         *
         * @param decimals the digits after the point, 1 to {@link #MAX_DECIMALS}: the integer counts units of
         *     10<sup>-decimals</sup>
         */
        public Builder fixedPoint(String fieldName, FieldType type, int decimals) {
            return add(fieldName, type, decimals, Display.FIXED_POINT, Map.of());
        }

        /**
         * Adds text in a fixed number of bytes.
         *
         * @param length in bytes, 1 to {@link #MAX_FIXED_SIZE}
         */
        public Builder chars(String fieldName, int length) {
            return add(fieldName, FieldType.CHARS, length, Display.DECIMAL, Map.of());
        }

        /** Adds an integer whose values have names, at most {@link #MAX_SYMBOLS}; the map is copied. */
        public Builder symbols(String fieldName, FieldType type, Map<Long, String> symbols) {
            return add(fieldName, type, 0, Display.DECIMAL, symbols);
        }

        Builder add(String fieldName, FieldType type, int length, Display display, Map<Long, String> symbols) {
            int size = type == FieldType.CHARS ? length : type.size();
            fields.add(new Field(fieldName, type, length, display, symbols, 0, size));
            return this;
        }

        /** Sets what describes the event and its fields. */
        public Builder properties(EventProperties description) {
            properties = description;
            return this;
        }

        /**
         * Builds the schema.
         *
         * @throws InvalidSchemaException if a name, a number or a size is not allowed; the message names it
         */
        public EventSchema build() {
            return new EventSchema(system, name, fields, properties);
        }
    }
}
