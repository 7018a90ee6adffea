package io.ringtail.daemon.buffer;

/** Where a reader begins. */
public enum StartAt {
    /** With the oldest event that is left; what was overwritten before it counts as lost. */
    OLDEST,
    /**
     * The same, for a reader that has been there since before the ring was: whatever it does not get is lost to it, what
     * found no room or was read by others before it came included.
     */
    BEGINNING,
    /** With the first event reserved after the reader was opened. */
    NOW
}
