package io.ringtail.proto.control;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a message's body, in order, from untrusted bytes. */
final class BodyReader {
    private final MessageType type;
    private final ByteBuffer bytes;

    BodyReader(MessageType type, ByteBuffer bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    boolean getBoolean() throws MalformedMessageException {
        require("flag", Byte.BYTES);
        return requireRange("flag", bytes.get(), 0, 1) == 1;
    }

    int getInt() throws MalformedMessageException {
        require("u32", Integer.BYTES);
        return bytes.getInt();
    }

    int getInt(String what, int least, int most) throws MalformedMessageException {
        return requireRange(what, getInt(), least, most);
    }

    long getLong() throws MalformedMessageException {
        require("u64", Long.BYTES);
        return bytes.getLong();
    }

    String getString() throws MalformedMessageException {
        require("string", Short.BYTES);
        int length = requireRange("string length", bytes.getShort() & 0xffff, 0, ControlCodec.MAX_STRING_LENGTH);
        require("string", length);
        ByteBuffer text = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw malformed("a string of " + length + " bytes is not UTF-8");
        }
    }

    /** Returns a copy of the remaining bytes. */
    ByteBuffer getRest() {
        ByteBuffer rest = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        return rest.put(bytes).flip();
    }

    void skipRest() {
        bytes.position(bytes.limit());
    }

    void requireEnd() throws MalformedMessageException {
        if (bytes.hasRemaining()) {
            throw malformed(bytes.remaining() + " bytes too many");
        }
    }

    private void require(String what, int length) throws MalformedMessageException {
        if (bytes.remaining() < length) {
            throw malformed("a " + what + " of " + length + " bytes is truncated: " + bytes.remaining() + " are left");
        }
    }

    private int requireRange(String what, int value, int least, int most) throws MalformedMessageException {
        if (value < least || value > most) {
            throw malformed(what + " " + value + " is not between " + least + " and " + most);
        }
        return value;
    }

    private MalformedMessageException malformed(String what) {
        return new MalformedMessageException(type + ": " + what);
    }
}
