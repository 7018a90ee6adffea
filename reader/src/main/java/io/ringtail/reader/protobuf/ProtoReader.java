package io.ringtail.reader.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a protocol buffer message one after the other. The bytes are not trusted: a malformed message is
 * reported, and nothing is allocated but the values that are asked for.
 */
public final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int TYPE_BITS = 3;
    private static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
    private static final int GROUP_BITS = 7;
    private static final int GROUP_MASK = (1 << GROUP_BITS) - 1;

    private final byte[] message;
    private final int end;
    private int position;
    private int field;
    private long number;
    private int valueStart;
    private int valueLength;

    /** Creates a reader of a whole array. */
    public ProtoReader(byte[] message) {
        this(message, 0, message.length);
    }

    private ProtoReader(byte[] message, int start, int length) {
        this.message = message;
        this.position = start;
        this.end = start + length;
    }

    /**
     * Goes to the next field.
     *
     * @return false at the message's end
     * @throws IllegalArgumentException if the message is malformed
     */
    public boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> TYPE_BITS);
        number = 0;
        valueLength = 0;
        switch ((int) tag & TYPE_MASK) {
            case VARINT -> number = varint();
            case FIXED64 -> skip(Long.BYTES);
            case BYTES -> skip(varint());
            case FIXED32 -> skip(Integer.BYTES);
            default -> throw malformed();
        }
        return true;
    }

    /** Returns the current field's number in the message. */
    public int field() {
        return field;
    }

    /** Returns the value of an integer; 0 for a field of another type. */
    public long number() {
        return number;
    }

    /** Returns the value of a text; empty for an integer. */
    public String text() {
        return new String(message, valueStart, valueLength, StandardCharsets.UTF_8);
    }

    /** Returns a reader of a nested message. */
    public ProtoReader message() {
        return new ProtoReader(message, valueStart, valueLength);
    }

    private void skip(long length) {
        if (length < 0 || length > end - position) {
            throw malformed();
        }
        valueStart = position;
        valueLength = (int) length;
        position += valueLength;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += GROUP_BITS) {
            if (position == end) {
                throw malformed();
            }
            byte next = message[position++];
            value |= (long) (next & GROUP_MASK) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("no protocol buffer: byte " + position + " of " + end);
    }
}
