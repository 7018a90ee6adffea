package io.ringtail.proto.event;

/** The type of an event's field: its size and alignment in bytes, and its name in the format text. */
public enum FieldType {
    /** Unsigned, 1 byte. */
    U8(1, 1, "u8"),
    /** Unsigned, 2 bytes. */
    U16(2, 2, "u16"),
    /** Unsigned, 4 bytes. */
    U32(3, 4, "u32"),
    /** Unsigned, 8 bytes. */
    U64(4, 8, "u64"),
    /** Signed, 1 byte. */
    S8(5, 1, "s8"),
    /** Signed, 2 bytes. */
    S16(6, 2, "s16"),
    /** Signed, 4 bytes. */
    S32(7, 4, "s32"),
    /** Signed, 8 bytes. */
    S64(8, 8, "s64"),
    /** False or true as 0 or 1, 1 byte. */
    BOOL(9, 1, "bool"),
    /** IEEE 754, 4 bytes. */
    F32(10, 4, "float"),
    /** IEEE 754, 8 bytes. */
    F64(11, 8, "double"),
    /** Text in a fixed number of bytes, padded with NUL; the size of this constant is that of one byte. */
    CHARS(12, 1, "char"),
    /** Text of any length after the fixed fields, located by a 4-byte word: length &lt;&lt; 16 | offset. */
    STRING(13, 4, "__data_loc char[]");

    private static final FieldType[] BY_CODE = values();

    private final int code;
    private final int size;
    private final String typeText;

    FieldType(int code, int size, String typeText) {
        this.code = code;
        this.size = size;
        this.typeText = typeText;
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
        return switch (this) {
            case S8, S16, S32, S64 -> true;
            default -> false;
        };
    }

    /** Returns whether the type is an integer: only integers have hexadecimal display and symbols. */
    public boolean isInteger() {
        return switch (this) {
            case U8, U16, U32, U64, S8, S16, S32, S64 -> true;
            default -> false;
        };
    }

    /** Returns the type's name in the format text. */
    public String typeText() {
        return typeText;
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
