package io.ringtail.daemon.buffer;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Copies a sub-buffer's events out of a ring without fetching what its writers fill next.
 *
 * <p>A CPU that reads upwards fetches further lines before they are asked for. After the newest event those are
 * the lines that come next for a writer, who would have to take each of them back from the reader's CPU. So the
 * newest bytes are copied from the end downwards, a line at a time. Only those in the last 4 KiB are: hardware
 * rarely fetches beyond such a page.
 */
final class RingCopy {
    private static final int PAGE = 4096;
    private static final int LINE = 64;

    private RingCopy() {}

    /**
     * Copies bytes.
     *
     * @param region begins at the beginning of a page
     * @param target receives the bytes from an index on; its position and limit do not matter, and stay
     * @param growing whether writers append to the bytes: they have not filled the sub-buffer
     */
    static void copy(UnsafeBuffer region, int from, ByteBuffer target, int index, int length, boolean growing) {
        int end = from + length;
        int upwards = growing ? Math.max(from, (end - 1) & -PAGE) : end;
        region.getBytes(from, target, index, upwards - from);
        while (end > upwards) {
            int start = Math.max(upwards, (end - 1) & -LINE);
            region.getBytes(start, target, index + start - from, end - start);
            end = start;
        }
    }
}
