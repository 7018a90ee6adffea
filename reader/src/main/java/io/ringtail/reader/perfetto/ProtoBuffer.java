package io.ringtail.reader.perfetto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes protocol buffer messages. Lengths of nested messages take four bytes each, filled in when one ends. */
final class ProtoBuffer {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int TYPE_BITS = 3;
    private static final int LENGTH_BYTES = 4;
    private static final int GROUP_BITS = 7;
    private static final int MORE = 0x80;
    private static final int MOST_VARINT = 10;

    private byte[] bytes = new byte[4096];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Appends an integer; negative ones take ten bytes. */
    ProtoBuffer number(int field, long value) {
        ensure(2 * MOST_VARINT);
        varint((long) field << TYPE_BITS | VARINT);
        varint(value);
        return this;
    }

    ProtoBuffer bool(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    ProtoBuffer fixed64(int field, long value) {
        ensure(MOST_VARINT + Long.BYTES);
        varint((long) field << TYPE_BITS | FIXED64);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[length++] = (byte) (value >>> (i * Byte.SIZE));
        }
        return this;
    }

    ProtoBuffer floating(int field, double value) {
        return fixed64(field, Double.doubleToRawLongBits(value));
    }

    ProtoBuffer text(int field, CharSequence value) {
        byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
        ensure(2 * MOST_VARINT + utf8.length);
        varint((long) field << TYPE_BITS | BYTES);
        varint(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    /** Appends an encoded message. */
    ProtoBuffer message(int field, ProtoBuffer encoded) {
        ensure(2 * MOST_VARINT + encoded.length);
        varint((long) field << TYPE_BITS | BYTES);
        varint(encoded.length);
        System.arraycopy(encoded.bytes, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** Begins a nested message; returns what {@link #end} needs. */
    int begin(int field) {
        ensure(MOST_VARINT + LENGTH_BYTES);
        varint((long) field << TYPE_BITS | BYTES);
        length += LENGTH_BYTES;
        return length;
    }

    /** Ends a nested message of less than 256 MiB. */
    void end(int start) {
        int size = length - start;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            int more = i < LENGTH_BYTES - 1 ? MORE : 0;
            bytes[start - LENGTH_BYTES + i] = (byte) ((size >>> (i * GROUP_BITS) & (MORE - 1)) | more);
        }
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            bytes[length++] = (byte) (rest | MORE);
            rest >>>= GROUP_BITS;
        }
        bytes[length++] = (byte) rest;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
