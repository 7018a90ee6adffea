package io.ringtail.proto.event;

import org.jspecify.annotations.Nullable;

/**
 * The type of an event's field: its size and alignment in bytes, its name in the format text, and how a print format
 * converts it. Everything that depends on the type alone is decided here.
 */
public enum FieldType {
    /** Unsigned, 1 byte. */
    U8(1, 1, Kind.UNSIGNED, "u8", "%u"),
    /** Unsigned, 2 bytes. */
    U16(2, 2, Kind.UNSIGNED, "u16", "%u"),
    /** Unsigned, 4 bytes. */
    U32(3, 4, Kind.UNSIGNED, "u32", "%u"),
    /** Unsigned, 8 bytes. */
    U64(4, 8, Kind.UNSIGNED, "u64", "%llu"),
    // libtraceevent takes a narrow signed field for an unsigned one, and would show -1 as 255, without its modifier.
    /** Signed, 1 byte. */
    S8(5, 1, Kind.SIGNED, "s8", "%hhd"),
    /** Signed, 2 bytes. */
    S16(6, 2, Kind.SIGNED, "s16", "%hd"),
    /** Signed, 4 bytes. */
    S32(7, 4, Kind.SIGNED, "s32", "%d"),
    /** Signed, 8 bytes. */
    S64(8, 8, Kind.SIGNED, "s64", "%lld"),
    /** False or true as 0 or 1, 1 byte. */
    BOOL(9, 1, Kind.BOOLEAN, "bool", "%d"),
    // Neither the kernel nor libtraceevent prints floating point: a float is shown as its bits.
    /** IEEE 754, 4 bytes. */
    F32(10, 4, Kind.FLOATING, "float", "0x%x"),
    /** IEEE 754, 8 bytes. */
    F64(11, 8, Kind.FLOATING, "double", "0x%llx"),
    /** Text in a fixed number of bytes, padded with NUL; the size of this constant is that of one byte. */
    CHARS(12, 1, Kind.TEXT, "char", "%s"),
    /** Text of any length after the fixed fields, located by a 4-byte word: length &lt;&lt; 16 | offset. */
    STRING(13, 4, Kind.TEXT, "__data_loc char[]", "%s");

    /** What values of a type are. */
    public enum Kind {
        UNSIGNED,
        SIGNED,
        BOOLEAN,
        FLOATING,
        TEXT
    }

    private static final FieldType[] BY_CODE = values();

    private final int code;
    private final int size;
    private final Kind kind;
    private final String typeText;
    private final String conversion;

    FieldType(int code, int size, Kind kind, String typeText, String conversion) {
        this.code = code;
        this.size = size;
        this.kind = kind;
        this.typeText = typeText;
        this.conversion = conversion;
    }

    /** Returns the type that a format text names so; null for other types of the kernel. */
    public static @Nullable FieldType named(String typeText) {
        for (FieldType type : BY_CODE) {
            if (type.typeText.equals(typeText)) {
                return type;
            }
        }
        return null;
    }

    /** Returns what values of the type are. */
    public Kind kind() {
        return kind;
    }

    /** Returns the size of one value in bytes; for {@link #CHARS}, of one character. */
    public int size() {
        return size;
    }

    /** Returns the alignment of this type's offsets, in bytes. */
    public int alignment() {
        return size;
    }

    /** Returns whether the format text declares the type as signed. */
    public boolean isSigned() {
        return kind == Kind.SIGNED;
    }

    /** Returns whether the type is an integer: only integers have hexadecimal display and symbols. */
    public boolean isInteger() {
        return kind == Kind.UNSIGNED || kind == Kind.SIGNED;
    }

    /** Returns the type's name in the format text. */
    public String typeText() {
        return typeText;
    }

    /** Returns the conversion of one value in a print format. */
    String conversion(Display display) {
        if (display != Display.HEX) {
            return conversion;
        }
        return size == Long.BYTES ? "0x%llx" : "0x%x";
    }

    /** Returns whether an integer field of this type can hold a value; 64-bit values are bits, so every value fits. */
    boolean holds(long value) {
        int bits = size * Byte.SIZE;
        if (bits == Long.SIZE) {
            return true;
        }
        return isSigned() ? value >> (bits - 1) == value >> (Long.SIZE - 1) : value >>> bits == 0;
    }

    /** Returns the type's number in an encoded schema, which never changes. */
    int code() {
        return code;
    }

    static FieldType ofCode(int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new InvalidSchemaException("field type " + code + " is not between 1 and " + BY_CODE.length);
        }
        return BY_CODE[code - 1];
    }
}
