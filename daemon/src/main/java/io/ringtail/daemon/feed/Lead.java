package io.ringtail.daemon.feed;

/**
 * What was sent of some CPUs while another one, which is further behind in time, had nothing to send and could not be
 * complete: the receiver has to hold it until that one catches up. For one feed.
 */
final class Lead {
    private final long mostBytes;
    private long bytes;
    private long newestNs = Long.MIN_VALUE;

    /** At most so many bytes, by which one page may be exceeded. */
    Lead(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Whether more may be sent ahead. */
    boolean isOpen() {
        return bytes < mostBytes;
    }

    /** A page was sent ahead. */
    void add(int length, long lastEventNs) {
        bytes += length;
        newestNs = Math.max(newestNs, lastEventNs);
    }

    /** Every CPU is complete up to this time: what was sent ahead and is not younger is held no more. */
    void reached(long timeNs) {
        if (timeNs >= newestNs) {
            bytes = 0;
        }
    }
}
