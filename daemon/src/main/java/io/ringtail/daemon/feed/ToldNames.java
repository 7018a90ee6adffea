package io.ringtail.daemon.feed;

import io.ringtail.daemon.control.SavedThread;

/**
 * The names that one receiver has been told: a set-associative cache of thread ids with a fingerprint of each name. It grows
 * with the threads, up to a bound that even the most receivers together may take.
 */
final class ToldNames {
    /** The most threads: 32 KiB. */
    static final int MOST = 4096;

    private static final int LEAST = 256;
    private static final int WAYS = 4;
    private static final int SPREAD = 0x9e3779b9;
    private static final long PRIME = 0x100000001b3L;

    /** Sets of {@link #WAYS} entries, taken from the first on; an entry is a thread id above a fingerprint, or 0. */
    private long[] entries = {};

    /**
     * Notes a thread's name.
     *
     * @return whether it was noted before; false also if it had to be forgotten since then
     */
    boolean note(int tid, SavedThread thread) {
        if (entries.length == 0) {
            entries = new long[LEAST];
        }
        long entry = ((long) tid << Integer.SIZE) | fingerprint(thread);
        int at = place(tid);
        while (at < 0 && entries.length < MOST) {
            grow();
            at = place(tid);
        }
        if (at < 0) {
            int set = set(tid);
            System.arraycopy(entries, set, entries, set + 1, WAYS - 1);
            at = set;
        }
        boolean known = entries[at] == entry;
        entries[at] = entry;
        return known;
    }

    /** Returns the place of a thread's entry, or else of a free one of its set; -1 if there is none. */
    private int place(int tid) {
        int set = set(tid);
        for (int at = set; at < set + WAYS; at++) {
            if (entries[at] == 0 || (int) (entries[at] >>> Integer.SIZE) == tid) {
                return at;
            }
        }
        return -1;
    }

    private int set(int tid) {
        return ((tid * SPREAD) >>> Short.SIZE) * WAYS & (entries.length - 1);
    }

    private void grow() {
        long[] former = entries;
        entries = new long[2 * former.length];
        for (long entry : former) {
            int tid = (int) (entry >>> Integer.SIZE);
            if (entry != 0) {
                entries[place(tid)] = entry;
            }
        }
    }

    /** Returns 32 bits, never 0. Source: the FNV-1a hash function, folded. */
    private static long fingerprint(SavedThread thread) {
        long hash = (thread.pid() + PRIME) * PRIME;
        for (int i = 0; i < thread.name().length(); i++) {
            hash = (hash ^ thread.name().charAt(i)) * PRIME;
        }
        return Integer.toUnsignedLong((int) (hash ^ (hash >>> Integer.SIZE)) | 1);
    }
}
