package io.ringtail.daemon.buffer;

/** The place at which a reader waits for owed units, and since when. Not thread-safe. */
final class HeldPlace {
    private long subbuf = -1;
    private int offset;
    private long sinceNs;

    /** Returns how long the reader has been at a place, where it is now. */
    long heldNs(long atSubbuf, int atOffset, long nowNs) {
        if (subbuf != atSubbuf || offset != atOffset) {
            subbuf = atSubbuf;
            offset = atOffset;
            sinceNs = nowNs;
        }
        return nowNs - sinceNs;
    }
}
