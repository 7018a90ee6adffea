package io.ringtail.daemon.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A second decoder of the kernel's page format, written from its description alone and without Ringtail's code: numbers
 * are literals, as in the description.
 */
final class PlainDecoder {
    /** An event: its time, and its payload's first word and length. */
    record Plain(long time, int firstWord, int length) {}

    final List<Plain> events = new ArrayList<>();
    long lost;

    void decode(ByteBuffer page, int used) {
        long base = page.getLong(0);
        long commit = page.getLong(8);
        int end = 16 + (int) (commit & 0x7ffffff);
        if ((commit >>> 31 & 1) == 1) {
            lost += (commit >>> 30 & 1) == 1 ? page.getLong(end) : 0;
        }
        if (end > used) {
            throw new AssertionError("data ends at " + end + " of " + used + " bytes");
        }
        long time = base;
        int at = 16;
        while (at < end) {
            long header = page.getInt(at) & 0xffffffffL;
            int type = (int) (header % 32);
            long delta = header / 32;
            if (type == 29) {
                throw new AssertionError("padding inside the data at " + at);
            } else if (type == 30) {
                time += delta + ((page.getInt(at + 4) & 0xffffffffL) << 27);
                at += 8;
            } else if (type == 31) {
                long stamp = delta + ((page.getInt(at + 4) & 0xffffffffL) << 27);
                time = base / (1L << 59) * (1L << 59) + stamp;
                at += 8;
            } else {
                time += delta;
                int length = type == 0 ? page.getInt(at + 4) - 4 : type * 4;
                int payload = type == 0 ? at + 8 : at + 4;
                events.add(new Plain(time, page.getInt(payload), length));
                at = payload + length;
            }
        }
        if (at != end) {
            throw new AssertionError("events end at " + at + ", the data at " + end);
        }
    }
}
