package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.reader.format.Machine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Another machine's pages in the form that {@link io.ringtail.proto.page.PageIterator} reads: a header of 16 bytes, and
 * little-endian words around the payloads, which stay as they are.
 *
 * <pre>
 *                        header                            an event's first word, from its highest bit
 *   long of 8 bytes      u64 time, u64 commit, data        big endian:     type 5, delta 27
 *   long of 4 bytes      u64 time, u32 commit, data        little endian:  delta 27, type 5
 * </pre>
 */
final class ForeignPages implements PageSource {
    private final PageSource stored;
    private final Machine machine;
    private ByteBuffer page = ByteBuffer.allocate(0);

    ForeignPages(PageSource stored, Machine machine) {
        this.stored = stored;
        this.machine = machine;
    }

    @Override
    public boolean next() throws TraceDatException {
        if (!stored.next()) {
            return false;
        }
        if (page.capacity() == 0) {
            // The header and the count of lost events may need 4 bytes more each.
            page = ByteBuffer.allocate(stored.length() + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
        convert(stored.buffer().duplicate().order(machine.order()), stored.offset());
        return true;
    }

    private void convert(ByteBuffer from, int start) {
        int longBytes = machine.longBytes();
        int dataStart = Long.BYTES + longBytes;
        long commit = number(from, start + PageHeader.COMMIT_OFFSET, longBytes);
        int most = stored.length() - dataStart;
        long length = commit & PageHeader.LENGTH_MASK;
        if (length > most) {
            // The iterator then reports damage.
            page.putLong(PageHeader.COMMIT_OFFSET, PageHeader.LENGTH_MASK);
            return;
        }
        int data = (int) length;
        boolean counted = data + longBytes <= most;
        long lost = counted ? number(from, start + dataStart + data, longBytes) : 0;
        long flags = commit & (PageHeader.MISSED_EVENTS | (counted ? PageHeader.MISSED_STORED : 0));
        page.putLong(PageHeader.TIME_STAMP_OFFSET, from.getLong(start))
                .putLong(PageHeader.COMMIT_OFFSET, data | flags)
                .put(PageHeader.LENGTH, from, start + dataStart, data);
        if (counted) {
            page.putLong(PageHeader.LENGTH + data, lost);
        }
        if (machine.order() == ByteOrder.BIG_ENDIAN) {
            turnWords(PageHeader.LENGTH + data);
        }
    }

    private static long number(ByteBuffer from, int at, int bytes) {
        return bytes == Long.BYTES ? from.getLong(at) : Integer.toUnsignedLong(from.getInt(at));
    }

    /** Turns the words that precede payloads, as far as they are sound; the iterator reports where they are not. */
    private void turnWords(int end) {
        long next = PageHeader.LENGTH;
        while (next + EventHeader.LENGTH <= end) {
            int at = (int) next;
            int word = Integer.reverseBytes(page.getInt(at));
            int type = word >>> EventHeader.DELTA_BITS;
            int delta = word & ((1 << EventHeader.DELTA_BITS) - 1);
            page.putInt(at, EventHeader.word(type, delta));
            next += EventHeader.LENGTH;
            if (type == EventHeader.PADDING && delta == 0) {
                return;
            }
            if (type > 0 && type < EventHeader.PADDING) {
                next += (long) type * Integer.BYTES;
            } else if (next + Integer.BYTES <= end) {
                int second = Integer.reverseBytes(page.getInt((int) next));
                page.putInt((int) next, second);
                next += type == EventHeader.LARGE || type == EventHeader.PADDING
                        ? Math.max(Integer.BYTES, Integer.toUnsignedLong(second))
                        : Integer.BYTES;
            }
        }
    }

    @Override
    public ByteBuffer buffer() {
        return page;
    }
}
