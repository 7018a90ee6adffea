package io.ringtail.proto.layout;

/**
 * Substitute thread ids, which no thread on any host has, for threads whose id on the host is not (yet) known.
 *
 * <p>A process in a pid namespace other than the daemon's sees ids that denote other threads in the daemon's namespace.
 * Until the daemon has announced the host ids of the process's threads, their events carry substitutes. A substitute
 * contains the number of the thread's slot, so that no two threads of the processes sharing a buffer have the same one,
 * and the number of threads that held the slot before, so that a thread is not mistaken for its predecessor until
 * {@value #USES} others have held the slot.
 *
 * <p>Linux assigns ids below 2<sup>22</sup> (PID_MAX_LIMIT in {@code include/linux/threads.h}). Substitutes use the
 * remaining ids that fit an event's s32:
 *
 * <pre>
 *   (4 + uses modulo 2044) * 2^20 + slot
 * </pre>
 */
public final class SubstituteId {
    /** The first id that no thread of a host has. */
    public static final int FIRST = 1 << 22;
    /** The number of successive threads with different ids in the same slot. */
    public static final int USES = 2044;

    private static final int USE = Geometry.MAX_THREAD_SLOTS;

    private SubstituteId() {}

    /**
     * Returns the substitute id of a thread.
     *
     * @param slot the thread's slot
     * @param uses the slot's {@code uses} word; any value
     */
    public static int of(int slot, int uses) {
        return FIRST + Integer.remainderUnsigned(uses, USES) * USE + slot;
    }

    /** Returns whether an id is a substitute. */
    public static boolean isSubstitute(int id) {
        return id >= FIRST;
    }

    /** Returns the slot encoded in a substitute id. */
    public static int slot(int id) {
        return id & (USE - 1);
    }
}
