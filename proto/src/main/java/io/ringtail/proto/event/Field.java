package io.ringtail.proto.event;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A field of a schema, with its place in the payload and its display.
 *
 * @param name unique in the schema
 * @param type the type of the bytes
 * @param length the bytes of a {@link FieldType#CHARS} field, the digits after the point of a {@link
 *     Display#FIXED_POINT} one, 0 for any other
 * @param display the display of an integer that no symbol names
 * @param symbols names of values, in value order; may be empty
 * @param offset bytes from the payload's start, the common fields included
 * @param size bytes in the fixed part of the payload
 */
public record Field(
        String name, FieldType type, int length, Display display, Map<Long, String> symbols, int offset, int size) {

    /** Copies the symbols; the schema checks whether the values are valid. */
    public Field {
        symbols = Collections.unmodifiableMap(new TreeMap<>(symbols));
    }

    /** Written out: a record's own method is assembled from some sixty method handles when it is first called. */
    @Override
    public int hashCode() {
        return Objects.hash(name, type, length, display, symbols, offset, size);
    }

    Field at(int newOffset) {
        return new Field(name, type, length, display, symbols, newOffset, size);
    }

    int alignedFrom(int end) {
        return (end + type.alignment() - 1) & -type.alignment();
    }
}
