package io.ringtail.reader.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes protocol buffer messages. Lengths of nested messages take four bytes each, filled in when one ends. */
public final class ProtoBuffer {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int TYPE_BITS = 3;
    private static final int LENGTH_BYTES = 4;
    private static final int GROUP_BITS = 7;
    private static final int MORE = 0x80;
    private static final int MOST_VARINT = 10;

    private static final int INITIAL_CAPACITY = 4096;

    private byte[] bytes;
    private int length;

    /** Creates an empty message. */
    public ProtoBuffer() {
        bytes = new byte[INITIAL_CAPACITY];
    }

    private ProtoBuffer(byte[] bytes) {
        this.bytes = bytes;
        length = bytes.length;
    }

    /** Returns the array whose first {@link #length()} bytes are the message; valid until the next change. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the length of the message so far, in bytes. */
    public int length() {
        return length;
    }

    /** Returns a copy that takes no more memory than its fields. */
    public ProtoBuffer copy() {
        return new ProtoBuffer(Arrays.copyOf(bytes, length));
    }

    /** Removes all fields. */
    public void clear() {
        length = 0;
    }

    /** Appends an integer; negative ones take ten bytes. */
    public ProtoBuffer number(int field, long value) {
        ensure(2 * MOST_VARINT);
        varint((long) field << TYPE_BITS | VARINT);
        varint(value);
        return this;
    }

    /** Appends a boolean. */
    public ProtoBuffer bool(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    /** Appends an integer of eight bytes. */
    public ProtoBuffer fixed64(int field, long value) {
        ensure(MOST_VARINT + Long.BYTES);
        varint((long) field << TYPE_BITS | FIXED64);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[length++] = (byte) (value >>> (i * Byte.SIZE));
        }
        return this;
    }

    /** Appends a double. */
    public ProtoBuffer floating(int field, double value) {
        return fixed64(field, Double.doubleToRawLongBits(value));
    }

    /** Appends a text as UTF-8; characters that cannot be encoded become question marks. */
    public ProtoBuffer text(int field, CharSequence value) {
        byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
        return bytes(field, utf8, utf8.length);
    }

    /** Appends an encoded message. */
    public ProtoBuffer message(int field, ProtoBuffer encoded) {
        return bytes(field, encoded.bytes, encoded.length);
    }

    /** Appends the first bytes of an array. */
    public ProtoBuffer bytes(int field, byte[] value, int count) {
        ensure(2 * MOST_VARINT + count);
        varint((long) field << TYPE_BITS | BYTES);
        varint(count);
        return copy(value, count);
    }

    /** Appends the fields of another message. */
    public ProtoBuffer fields(ProtoBuffer encoded) {
        ensure(encoded.length);
        return copy(encoded.bytes, encoded.length);
    }

    private ProtoBuffer copy(byte[] value, int count) {
        System.arraycopy(value, 0, bytes, length, count);
        length += count;
        return this;
    }

    /** Begins a nested message; returns what {@link #end} needs. */
    public int begin(int field) {
        ensure(MOST_VARINT + LENGTH_BYTES);
        varint((long) field << TYPE_BITS | BYTES);
        length += LENGTH_BYTES;
        return length;
    }

    /** Ends a nested message of less than 256 MiB. */
    public void end(int start) {
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
