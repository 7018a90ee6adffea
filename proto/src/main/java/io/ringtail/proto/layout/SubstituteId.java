package io.ringtail.proto.layout;

/**
 * The thread ids that no thread of any host has, for threads whose own id on the host is not known (yet).
 *
 * <p>A process in another pid namespace than the daemon's sees ids that mean other threads there. Until the daemon has
 * said what its threads are called on the host, their events carry one of these: of the thread's slot, so that no two
 * threads of all processes that share a buffer have the same, and of the number of threads that had the slot before, so
 * that a thread is not taken for the one before it until {@value #USES} others have come.
 *
 * <p>Linux gives ids below 2<sup>22</sup> (PID_MAX_LIMIT in {@code include/linux/threads.h}). The others that fit an
 * event's s32:
 *
 * <pre>
 *   (4 + uses modulo 2044) * 2^20 + slot
 * </pre>
 */
public final class SubstituteId {
    /** The first id that no thread of a host has. */
    public static final int FIRST = 1 << 22;
    /** How many threads in a row have different ids in the same slot. */
    public static final int USES = 2044;

    private static final int USE = Geometry.MAX_THREAD_SLOTS;

    private SubstituteId() {}

    /**
     * The id of a thread.
     *
     * @param slot the thread's
     * @param uses the slot's word; any value
     */
    public static int of(int slot, int uses) {
        return FIRST + Integer.remainderUnsigned(uses, USES) * USE + slot;
    }

    /** Whether an id is no thread's of a host. */
    public static boolean isSubstitute(int id) {
        return id >= FIRST;
    }

    /** The slot whose substitute an id is. */
    public static int slot(int id) {
        return id & (USE - 1);
    }
}
