package io.ringtail.proto.layout;

/**
 * A record of the client table: one attached process.
 *
 * <pre>
 *     0 state         u32  0 free, 1 in use; daemon, release
 *     4 barrier       u32  the client's barrier mode; daemon, before the state
 *     8 acknowledged  u64  generation &lt;&lt; 32 | epoch; client, release; daemon, acquire
 *    16 start time    u64  of the process, clock ticks since boot (/proc/PID/stat, field 22); daemon
 *    24 pid           s32  as the daemon's pid namespace numbers it (SO_PEERCRED); daemon
 *     28 generation    u32  incremented each time the record is granted; daemon
 *     32 mapped ahead  u32  the generation whose holder has mapped the rings of all possible CPUs, prepared or not;
 *                           client, release, after the barrier that makes them visible to its threads
 *     36 uid           s32  the process's user (SO_PEERCRED); daemon, before the state
 *     40 pid namespace u64  inode of the pid namespace in which the pid counts (/proc/self/ns/pid of the daemon that
 *                           wrote it), 0 if unknown; daemon, before the state. In another namespace the same pid
 *                           names another process and proves nothing
 *     48 tenure        u64  generation &lt;&lt; 32 | how the holder uses the record, see below
 *     64 unplaced      u64  events for which there was no ring, or no grant since this one was recalled, summed over
 *                           all holders; client, atomic add, also by a former holder
 *     72 no ring       u64  times a mask bit was set without its ring, summed over all holders; client, atomic add
 *    128 refused mask  1,024 bits: CPUs that the client could not map (its NACKs); client, release, before it
 *                      acknowledges, and after the barrier that makes a ring it finally mapped visible to its threads
 * </pre>
 *
 * <p>The tenure says whether a thread of the holder may write, even for a daemon to which the holder has no connection:
 *
 * <pre>
 *   GRANTED --client has mapped the file and written nothing yet (CAS)--> ENTERED --no thread writes any more--> LEFT
 *           --daemon, once the connection has ended (CAS)--------------> REVOKED
 * </pre>
 *
 * The daemon stores GRANTED before the state. A record that is LEFT or REVOKED and has no connection is free once it
 * owes nothing; an ENTERED record is free only when its process is proven dead. A client that finds its grant revoked
 * requests another.
 */
public final class ClientDescriptor {
    public static final int LENGTH = 256;

    public static final int STATE_OFFSET = 0;
    public static final int BARRIER_OFFSET = STATE_OFFSET + Integer.BYTES;
    public static final int ACKNOWLEDGED_OFFSET = BARRIER_OFFSET + Integer.BYTES;
    public static final int START_TIME_OFFSET = ACKNOWLEDGED_OFFSET + Long.BYTES;
    public static final int PID_OFFSET = START_TIME_OFFSET + Long.BYTES;
    public static final int GENERATION_OFFSET = PID_OFFSET + Integer.BYTES;
    public static final int MAPPED_AHEAD_OFFSET = GENERATION_OFFSET + Integer.BYTES;
    public static final int UID_OFFSET = MAPPED_AHEAD_OFFSET + Integer.BYTES;
    public static final int PID_NAMESPACE_OFFSET = UID_OFFSET + Integer.BYTES;
    public static final int TENURE_OFFSET = PID_NAMESPACE_OFFSET + Long.BYTES;
    public static final int UNPLACED_OFFSET = 64;
    public static final int NO_RING_OFFSET = UNPLACED_OFFSET + Long.BYTES;
    public static final int REFUSED_MASK_OFFSET = 128;

    public static final int FREE = 0;
    public static final int IN_USE = 1;

    public static final int GRANTED = 0;
    public static final int ENTERED = 1;
    public static final int LEFT = 2;
    public static final int REVOKED = 3;

    private ClientDescriptor() {}

    /** Returns the offset, within a record, of the refused mask's u64 that holds the CPU's bit. */
    public static int refusedWordOffset(int cpu) {
        return REFUSED_MASK_OFFSET + (cpu >>> 6) * Long.BYTES;
    }

    /**
     * Returns the tenure word for a generation and one of {@link #GRANTED}, {@link #ENTERED}, {@link #LEFT} and
     * {@link #REVOKED}.
     */
    public static long tenure(int generation, int state) {
        return (long) generation << 32 | state;
    }

    /** Returns the word by which the holder of this generation acknowledges an epoch. */
    public static long acknowledgement(int generation, long epoch) {
        return (long) generation << 32 | (epoch & 0xffff_ffffL);
    }
}
