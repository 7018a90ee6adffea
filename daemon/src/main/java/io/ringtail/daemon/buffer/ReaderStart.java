package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;

/**
 * Where a reader begins.
 *
 * @param subbuf the sub-buffer
 * @param offset the offset in the sub-buffer, in units
 * @param time the time of the previous event in ns; 0 if that is not in the sub-buffer
 * @param losses what is lost before, and from there on
 * @param notBefore events older than this time in ns are skipped; 0 if none are
 */
record ReaderStart(long subbuf, int offset, long time, LossAccount losses, long notBefore) {
    static ReaderStart at(ReaderRing ring, StartAt start, boolean lossless) {
        long newest = ring.current();
        if (start == StartAt.NOW) {
            LossAccount losses = LossAccount.sinceNow(ring, newest);
            // Later than any event that is committed: what the account excludes is skipped.
            return beginning(newest, losses, System.nanoTime() + 1);
        }
        if (lossless) {
            long subbuf = consumed(ring);
            LossAccount losses = start == StartAt.BEGINNING
                    ? LossAccount.sinceTheBeginning(ring, subbuf)
                    : LossAccount.since(ring, subbuf);
            return beginning(subbuf, losses, 0);
        }
        long oldest = OldestSubbuf.after(ring, -1, newest);
        long subbuf = oldest == OldestSubbuf.NONE ? newest : oldest;
        return beginning(subbuf, LossAccount.sinceTheBeginning(ring, subbuf), 0);
    }

    /**
     * Returns the beginning of the first event of a time or later that is left, and that lossless readers still need if
     * it is one: sub-buffers that end before are skipped by their times.
     */
    static ReaderStart since(ReaderRing ring, long sinceNs, boolean lossless) {
        long subbuf = Math.max(lossless ? consumed(ring) : 0, OldestSubbuf.since(ring, sinceNs, ring.current()));
        return beginning(subbuf, LossAccount.since(ring, subbuf), sinceNs);
    }

    /** Returns the beginning of a sub-buffer. */
    static ReaderStart beginning(long subbuf, LossAccount losses, long notBefore) {
        return new ReaderStart(subbuf, RingGeometry.HEADER_UNITS, 0, losses, notBefore);
    }

    private static long consumed(ReaderRing ring) {
        return Math.max(0, Math.min(ring.consumed(), ring.current()));
    }
}
