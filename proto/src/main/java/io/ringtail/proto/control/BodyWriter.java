package io.ringtail.proto.control;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Writes a frame: its fields one after the other. */
public final class BodyWriter {
    private ByteBuffer bytes;

    BodyWriter(MessageType type) {
        bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        putInt(0).putInt(type.code());
    }

    BodyWriter putByte(int value) {
        reserve(Byte.BYTES).put((byte) value);
        return this;
    }

    BodyWriter putInt(int value) {
        reserve(Integer.BYTES).putInt(value);
        return this;
    }

    BodyWriter putLong(long value) {
        reserve(Long.BYTES).putLong(value);
        return this;
    }

    /** Truncates at a character boundary; replaces invalid characters with a question mark. */
    BodyWriter putString(String value) {
        ByteBuffer text = ByteBuffer.allocate(ControlCodec.MAX_STRING_LENGTH);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(value), text, true);
        text.flip();
        reserve(Short.BYTES).putShort((short) text.remaining());
        return putBytes(text);
    }

    BodyWriter putBytes(ByteBuffer value) {
        reserve(value.remaining()).put(value);
        return this;
    }

    /** Returns the whole frame with its length set. */
    ByteBuffer frame() {
        return bytes.flip().putInt(0, bytes.limit() - Integer.BYTES);
    }

    private ByteBuffer reserve(int length) {
        long needed = (long) bytes.position() + length;
        if (needed > ControlCodec.MAX_FRAME_LENGTH) {
            throw new IllegalArgumentException(
                    "a control message of " + needed + " bytes is longer than " + ControlCodec.MAX_FRAME_LENGTH);
        }
        if (needed > bytes.capacity()) {
            int capacity = (int) Math.max(needed, Math.min(2L * bytes.capacity(), ControlCodec.MAX_FRAME_LENGTH));
            bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
        }
        return bytes;
    }
}
