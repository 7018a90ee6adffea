package io.ringtail.reader.format;

import io.ringtail.proto.page.CommonFields;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.LineBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A flyweight over one event's payload; bytes outside it read as zero. Positions count from the payload's start. */
final class Payload {
    private static final byte DELETE = 0x7f;

    private final ByteOrder order;
    private ByteBuffer page;
    private int offset;
    private int length;

    /** Creates a flyweight over an empty payload, whose numbers have an order of bytes. */
    Payload(ByteOrder order) {
        this.order = order;
        this.page = ByteBuffer.allocate(0).order(order);
    }

    Payload wrap(ByteBuffer buffer, int payloadOffset, int payloadLength) {
        page = buffer.order() == order ? buffer : buffer.duplicate().order(order);
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

    /** Appends the text in a range of bytes, up to the first NUL, if it is printable ASCII; returns whether it is. */
    boolean appendPrintable(int at, int size, LineBytes out) {
        int from = Math.max(0, Math.min(at, length));
        int start = offset + from;
        int end = offset + (int) Math.min(length, (long) from + Math.max(0, size));
        int to = start;
        while (to < end && page.get(to) >= ' ' && page.get(to) < DELETE) {
            to++;
        }
        if (to < end && page.get(to) != 0) {
            return false;
        }
        out.append(page, start, to - start);
        return true;
    }

    /** Returns the position after the NUL that ends a text, or the payload's end. */
    int afterText(int at) {
        int from = Math.max(0, Math.min(at, length));
        while (from < length && page.get(offset + from) != 0) {
            from++;
        }
        return Math.min(length, from + 1);
    }

    /** Whether the last character before the first NUL in a range of bytes is a newline. */
    boolean endsWithNewline(int at, int size) {
        int from = Math.max(0, Math.min(at, length));
        int end = offset + (int) Math.min(length, (long) from + Math.max(0, size));
        int last = offset + from;
        while (last < end && page.get(last) != 0) {
            last++;
        }
        return last > offset + from && page.get(last - 1) == '\n';
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
