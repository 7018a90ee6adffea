package io.ringtail.proto.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encodes a schema as bytes, little endian and unaligned, and decodes it:
 *
 * <pre>
 *     system, event   text each: length u8, then ASCII
 *     fields          count u8, each:
 *         name        text
 *         type        u8
 *         display     u8   0 decimal, 1 hexadecimal, 2 fixed point
 *         length      u16  bytes of a CHARS field, digits after the point of a fixed-point one, else 0
 *         symbols     count u16, each: value u64, label text
 *     properties      nothing if there are none; else length u16, UTF-8: the lines of {@link EventProperties}
 * </pre>
 *
 * <p>Offsets are not transmitted: each side derives them.
 */
public final class EventSchemaCodec {
    /**
     * The maximum length of an encoded schema in bytes; every schema complies, so that it fits in a control message.
     */
    public static final int MAX_ENCODED_LENGTH = 60 * 1024;

    /** The displays by their codes. */
    private static final List<Display> DISPLAYS = List.of(Display.DECIMAL, Display.HEX, Display.FIXED_POINT);

    private static final int FIXED_FIELD_BYTES = 1 + 1 + Short.BYTES + Short.BYTES;

    private EventSchemaCodec() {}

    /** Encodes a schema into a new buffer, ready to be read. */
    public static ByteBuffer encode(EventSchema schema) {
        ByteBuffer out = ByteBuffer.allocate(encodedLength(schema)).order(ByteOrder.LITTLE_ENDIAN);
        putText(out, schema.system());
        putText(out, schema.name());
        out.put((byte) schema.fields().size());
        schema.fields().forEach(field -> putField(out, field));
        byte[] properties = bytes(schema.properties());
        if (properties.length > 0) {
            out.putShort((short) properties.length).put(properties);
        }
        return out.flip();
    }

    /**
     * Decodes a schema from untrusted bytes.
     *
     * @param in from its position to its limit, all of which must be the schema; position and order remain unchanged
     * @throws InvalidSchemaException if the bytes are no schema, or one that is not allowed
     */
    public static EventSchema decode(ByteBuffer in) {
        if (in.remaining() > MAX_ENCODED_LENGTH) {
            throw tooLong(in.remaining());
        }
        ByteBuffer bytes = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        EventSchema.Builder schema = EventSchema.builder(getText(bytes), getText(bytes));
        int fields = getCount(bytes, "fields", Byte.BYTES, EventSchema.MAX_FIELDS);
        for (int i = 0; i < fields; i++) {
            addField(bytes, schema);
        }
        if (bytes.remaining() >= Short.BYTES && bytes.getShort(bytes.position()) != 0) {
            byte[] properties = new byte[getUnsigned(bytes, Short.BYTES)];
            require(bytes, properties.length).get(properties);
            schema.properties(EventProperties.parse(new String(properties, StandardCharsets.UTF_8)));
        }
        if (bytes.hasRemaining()) {
            throw new InvalidSchemaException("an encoded schema has " + bytes.remaining() + " bytes too many");
        }
        return schema.build();
    }

    /** Rejects a schema that {@link #encode} could not fit in a control message. */
    static void checkEncodedLength(EventSchema schema) {
        int length = encodedLength(schema);
        if (length > MAX_ENCODED_LENGTH) {
            throw tooLong(length);
        }
    }

    private static InvalidSchemaException tooLong(int length) {
        return new InvalidSchemaException("an encoded schema of " + length + " bytes is longer than "
                + MAX_ENCODED_LENGTH + ": use fewer or shorter symbols");
    }

    private static int encodedLength(EventSchema schema) {
        int length = textLength(schema.system()) + textLength(schema.name()) + Byte.BYTES;
        for (Field field : schema.fields()) {
            length += textLength(field.name()) + FIXED_FIELD_BYTES;
            for (String label : field.symbols().values()) {
                length += Long.BYTES + textLength(label);
            }
        }
        int properties = bytes(schema.properties()).length;
        return properties == 0 ? length : length + Short.BYTES + properties;
    }

    private static byte[] bytes(EventProperties properties) {
        return properties.text().getBytes(StandardCharsets.UTF_8);
    }

    private static int textLength(String text) {
        return Byte.BYTES + text.length();
    }

    private static void putField(ByteBuffer out, Field field) {
        putText(out, field.name());
        out.put((byte) field.type().code());
        out.put((byte) DISPLAYS.indexOf(field.display()));
        out.putShort((short) field.length());
        out.putShort((short) field.symbols().size());
        field.symbols().forEach((value, label) -> putText(out.putLong(value), label));
    }

    private static void putText(ByteBuffer out, String text) {
        out.put((byte) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void addField(ByteBuffer bytes, EventSchema.Builder schema) {
        String name = getText(bytes);
        FieldType type = FieldType.ofCode(getUnsigned(bytes, Byte.BYTES));
        Display display = DISPLAYS.get(getCount(bytes, "display", Byte.BYTES, DISPLAYS.size() - 1));
        int length = getUnsigned(bytes, Short.BYTES);
        schema.add(name, type, length, display, getSymbols(bytes));
    }

    private static Map<Long, String> getSymbols(ByteBuffer bytes) {
        Map<Long, String> symbols = new TreeMap<>();
        int count = getCount(bytes, "symbols", Short.BYTES, EventSchema.MAX_SYMBOLS);
        for (int i = 0; i < count; i++) {
            long value = require(bytes, Long.BYTES).getLong();
            if (symbols.put(value, getText(bytes)) != null) {
                throw new InvalidSchemaException("an encoded schema has two symbols for the value " + value);
            }
        }
        return symbols;
    }

    private static String getText(ByteBuffer bytes) {
        byte[] text = new byte[getUnsigned(bytes, Byte.BYTES)];
        require(bytes, text.length).get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static int getCount(ByteBuffer bytes, String what, int size, int most) {
        int count = getUnsigned(bytes, size);
        if (count > most) {
            throw new InvalidSchemaException("an encoded schema's " + what + ": " + count + " is more than " + most);
        }
        return count;
    }

    private static int getUnsigned(ByteBuffer bytes, int size) {
        require(bytes, size);
        return size == Byte.BYTES ? bytes.get() & 0xff : bytes.getShort() & 0xffff;
    }

    private static ByteBuffer require(ByteBuffer bytes, int length) {
        if (bytes.remaining() < length) {
            throw new InvalidSchemaException("an encoded schema is truncated: " + bytes.remaining()
                    + " bytes are left where " + length + " must follow");
        }
        return bytes;
    }
}
