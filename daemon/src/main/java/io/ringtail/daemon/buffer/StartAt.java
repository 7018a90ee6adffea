package io.ringtail.daemon.buffer;

/** The place where a reader starts. */
public enum StartAt {
    /** The oldest event left; events overwritten before it count as lost. */
    OLDEST,
    /**
     * The oldest event left, for a reader regarded as present since before the ring existed: everything it does not
     * receive is lost to it, including events that found no room or that others read before it arrived.
     */
    BEGINNING,
    /** The first event reserved after the reader was opened. */
    NOW
}
