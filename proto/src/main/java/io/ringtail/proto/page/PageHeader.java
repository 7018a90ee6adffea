package io.ringtail.proto.page;

import java.nio.ByteBuffer;

/**
 * The first 16 bytes of a page, little endian.
 * <pre>
 *    0 time_stamp  u64  ns; the base to which the first event's delta is added
 *    8 commit      u64  bits 0–26: length of the data; bit 31: events were lost before this page; bit 30: their number
 *                       follows the data, as a u64
 *   16 data             events, 4-byte aligned
 * </pre>
 */
public final class PageHeader {
    public static final int TIME_STAMP_OFFSET = 0;
    public static final int COMMIT_OFFSET = TIME_STAMP_OFFSET + Long.BYTES;
    public static final int LENGTH = COMMIT_OFFSET + Long.BYTES;

    public static final long LENGTH_MASK = (1L << 27) - 1;
    public static final long MISSED_EVENTS = 1L << 31;
    public static final long MISSED_STORED = 1L << 30;
    /** The largest number that is stored: stock tools keep it in 32 bits. */
    public static final long MAX_STORED = Integer.MAX_VALUE;

    private PageHeader() {}

    /**
     * Writes a page's header, and the number of lost events after its data.
     *
     * @param page little endian; the page begins at {@code offset}
     * @param timestamp the page's base time in ns
     * @param dataLength bytes of events that follow the header
     * @param lost events lost before this page, 0 for none; needs 8 bytes of room after the data
     * @return the bytes of the page in use: header, data and the number of lost events
     */
    public static int write(ByteBuffer page, int offset, long timestamp, int dataLength, long lost) {
        page.putLong(offset + TIME_STAMP_OFFSET, timestamp);
        int end = LENGTH + dataLength;
        if (lost == 0) {
            page.putLong(offset + COMMIT_OFFSET, dataLength);
            return end;
        }
        page.putLong(offset + COMMIT_OFFSET, dataLength | MISSED_EVENTS | MISSED_STORED);
        page.putLong(offset + end, Math.min(lost, MAX_STORED));
        return end + Long.BYTES;
    }
}
