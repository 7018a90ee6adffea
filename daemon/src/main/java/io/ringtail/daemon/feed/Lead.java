package io.ringtail.daemon.feed;

/**
 * The data sent of some CPUs while another one, further behind in time, had nothing to send and could not be complete:
 * the receiver must hold it until that CPU catches up. For one feed.
 */
final class Lead {
    private final long mostBytes;
    private long bytes;
    private long newestNs = Long.MIN_VALUE;

    /** Limits the lead to the given bytes, which one page may exceed. */
    Lead(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Whether more may be sent ahead. */
    boolean isOpen() {
        return bytes < mostBytes;
    }

    /** Adds a page that was sent ahead. */
    void add(int length, long lastEventNs) {
        bytes += length;
        newestNs = Math.max(newestNs, lastEventNs);
    }

    /** Notes that every CPU is complete up to this time, which releases what was sent ahead and is not younger. */
    void reached(long timeNs) {
        if (timeNs >= newestNs) {
            bytes = 0;
        }
    }
}
