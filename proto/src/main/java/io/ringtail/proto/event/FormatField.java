package io.ringtail.proto.event;

/**
 * A field as declared in a format text.
 *
 * @param type the declared type without the name and without {@code __data_loc}: {@code unsigned long}, {@code char[]}
 * @param name the field's name
 * @param offset bytes from the payload's start
 * @param size bytes in the payload's fixed part; 0 for a last array that extends to the end of the payload
 * @param signed whether the bytes are a signed number
 * @param location where the value is stored
 * @param arrayLength elements of an array, 0 for one without a fixed length, {@link #NO_ARRAY} for a single value
 */
public record FormatField(
        String type, String name, int offset, int size, boolean signed, Location location, int arrayLength) {
    /** The array length of a field that is no array. */
    public static final int NO_ARRAY = -1;

    /** The location of a field's value. */
    public enum Location {
        /** In place, at the field's offset. */
        FIXED,
        /** {@code __data_loc}: the field is a u32, length &lt;&lt; 16 | offset from the payload's start. */
        DATA_LOC,
        /** {@code __rel_loc}: the field is a u32, length &lt;&lt; 16 | offset from the end of the field. */
        REL_LOC
    }

    /** Returns whether the value is stored elsewhere, at the location in the field's u32. */
    public boolean dynamic() {
        return location != Location.FIXED;
    }

    /** Returns whether the field is an array, in place or dynamic. */
    public boolean isArray() {
        return arrayLength != NO_ARRAY;
    }

    /** Returns whether the field is an array of characters, shown as text up to its NUL. */
    public boolean isText() {
        return isArray() && (type.equals("char") || type.equals("char[]") || type.equals("const char"));
    }

    /** Returns the size in bytes of one element of an in-place array, or the field's whole size if that is unknown. */
    public int elementSize() {
        return arrayLength > 0 ? size / arrayLength : size;
    }
}
