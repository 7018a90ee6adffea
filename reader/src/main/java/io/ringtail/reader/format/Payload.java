package io.ringtail.reader.format;

import io.ringtail.proto.page.CommonFields;
import io.ringtail.reader.CharacterRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A flyweight over one event's payload; bytes outside it read as zero. Positions count from the payload's start. */
final class Payload {
    private ByteBuffer page = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    private int offset;
    private int length;

    Payload wrap(ByteBuffer buffer, int payloadOffset, int payloadLength) {
        page = buffer.order() == ByteOrder.LITTLE_ENDIAN
                ? buffer
                : buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        offset = Math.max(0, Math.min(payloadOffset, page.limit()));
        length = Math.max(0, Math.min(payloadLength, page.limit() - offset));
        return this;
    }

    ByteBuffer page() {
        return page;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    int eventId() {
        return (int) number(CommonFields.TYPE_OFFSET, Short.BYTES);
    }

    int threadId() {
        return (int) number(CommonFields.PID_OFFSET, Integer.BYTES);
    }

    /** An unsigned integer of 1, 2, 4 or 8 bytes; 0 for any other size. */
    long number(int at, int size) {
        if (at < 0 || at > length - size) {
            return 0;
        }
        return switch (size) {
            case 1 -> page.get(offset + at) & 0xff;
            case 2 -> page.getShort(offset + at) & 0xffff;
            case 4 -> page.getInt(offset + at) & 0xffff_ffffL;
            case 8 -> page.getLong(offset + at);
            default -> 0;
        };
    }

    /** Appends the text in a range of bytes, up to the first NUL. */
    void appendText(int at, int size, CharacterRule rule, StringBuilder out) {
        int from = Math.max(0, Math.min(at, length));
        int end = offset + (int) Math.min(length, (long) from + Math.max(0, size));
        for (int i = offset + from; i < end; i++) {
            byte b = page.get(i);
            if (b == 0) {
                return;
            }
            if (b < 0) {
                appendUnicode(i, end, rule, out);
                return;
            }
            rule.append((char) b, out);
        }
    }

    private void appendUnicode(int from, int end, CharacterRule rule, StringBuilder out) {
        int to = from;
        while (to < end && page.get(to) != 0) {
            to++;
        }
        byte[] bytes = new byte[to - from];
        page.get(from, bytes);
        rule.append(new String(bytes, StandardCharsets.UTF_8), out);
    }
}
