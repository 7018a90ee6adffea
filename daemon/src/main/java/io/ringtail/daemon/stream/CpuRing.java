package io.ringtail.daemon.stream;

/** One CPU's ring, as those who serve it see it. */
public interface CpuRing {
    /**
     * Opens a reader with a cursor of its own.
     *
     * @param oldest whether it begins with the oldest event that is left, or with the next one to be written
     * @param lossless whether, in discard mode, events that this reader has not read may not be dropped
     */
    PageReader open(boolean oldest, boolean lossless);

    /** The ring's accounts now. */
    CpuStatistics statistics();
}
