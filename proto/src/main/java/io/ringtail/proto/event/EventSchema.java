package io.ringtail.proto.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an event is: its system, its name and its fields, in the order in which they were declared. Two schemas are equal
 * when these three are.
 *
 * <p>A payload in little endian begins with the common fields; then each field at the next offset its type's alignment
 * allows:
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
    /** The most characters of a system's, event's or field's name. */
    public static final int MAX_NAME_LENGTH = 64;
    /** The most fields of an event. */
    public static final int MAX_FIELDS = 64;
    /** The most symbols of a field. */
    public static final int MAX_SYMBOLS = 256;
    /** The most characters of a symbol. */
    public static final int MAX_LABEL_LENGTH = 64;
    /** The most bytes of the fixed part of a payload. */
    public static final int MAX_FIXED_SIZE = 32 * 1024;
    /** Bytes of the common fields in front of the schema's. */
    public static final int COMMON_SIZE = 8;

    private static final int PAYLOAD_ALIGNMENT = 4;

    private final String system;
    private final String name;
    private final List<Field> fields;
    private final int fixedSize;

    private EventSchema(String system, String name, List<Field> fields) {
        SchemaRules.checkName("system name", system);
        SchemaRules.checkName("event name", name);
        SchemaRules.checkFields(fields);
        this.system = system;
        this.name = name;
        this.fields = placed(fields);
        fixedSize = fixedSize(this.fields);
        EventSchemaCodec.checkEncodedLength(this);
    }

    /** A schema in the making; names are checked by {@link Builder#build()}. */
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
                        + " of the payload, behind the " + MAX_FIXED_SIZE + " that fixed fields may take");
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

    /** The system the event belongs to: its directory below {@code events}. */
    public String system() {
        return system;
    }

    /** The event's name in its system. */
    public String name() {
        return name;
    }

    /** The fields in the order of their offsets, without the common ones; cannot be changed. */
    public List<Field> fields() {
        return fields;
    }

    /** Bytes of the payload's fixed part, the common fields included; a multiple of 4. */
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

    /** A schema in the making: fields follow each other in the order of the calls. Not for several threads. */
    public static final class Builder {
        private final String system;
        private final String name;
        private final List<Field> fields = new ArrayList<>();

        private Builder(String system, String name) {
            this.system = system;
            this.name = name;
        }

        /** Adds a field of any type but {@link FieldType#CHARS}, which needs {@link #chars}; integers show decimal. */
        public Builder field(String fieldName, FieldType type) {
            return add(fieldName, type, 0, Display.DECIMAL, Map.of());
        }

        /** Adds an integer that shows hexadecimal. */
        public Builder hex(String fieldName, FieldType type) {
            return add(fieldName, type, 0, Display.HEX, Map.of());
        }

        /** Adds text in a fixed number of bytes. */
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

        /**
         * The schema.
         *
         * @throws InvalidSchemaException if a name, a number or a size is not allowed; its message says which
         */
        public EventSchema build() {
            return new EventSchema(system, name, fields);
        }
    }
}
