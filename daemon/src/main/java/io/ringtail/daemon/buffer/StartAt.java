package io.ringtail.daemon.buffer;

/** Where a reader begins. */
public enum StartAt {
    /** With the oldest event that is left; what was overwritten before it counts as lost. */
    OLDEST,
    /** With the first event reserved after the reader was opened. */
    NOW
}
