package io.ringtail.daemon.buffer;

/** The place at which a reader waits for owed units, and since when. Not thread-safe. */
final class HeldPlace {
    /** How long a full sub-buffer with owed units holds up the reader, in ns. */
    private static final long LIMIT_NS = 3_000_000_000L;
    /**
     * How long a reader waits for units before it searches for the writers that owe them, in ns: writers commit within
     * a microsecond.
     */
    private static final long PATIENCE_NS = 10_000_000L;

    private long subbuf = -1;
    private int offset;
    private long sinceNs;
    private long heldNs;

    /** Records that the reader waits at a place, where it may have been before. */
    void stay(long atSubbuf, int atOffset, long nowNs) {
        if (subbuf != atSubbuf || offset != atOffset) {
            subbuf = atSubbuf;
            offset = atOffset;
            sinceNs = nowNs;
        }
        heldNs = nowNs - sinceNs;
    }

    /** Returns whether it is time to search for the writers. */
    boolean longEnough() {
        return heldNs >= PATIENCE_NS;
    }

    /** Returns whether a full sub-buffer is given up. */
    boolean tooLong() {
        return heldNs > LIMIT_NS;
    }
}
