package io.ringtail.proto.layout;

/**
 * A record of the client table: one attached process.
 *
 * <pre>
 *     0 state         u32  0 free, 1 in use; daemon, release
 *     4 barrier       u32  the client's barrier mode; daemon, before the state
 *     8 acknowledged  u64  generation << 32 | epoch; client, release; daemon, acquire
 *    16 start time    u64  of the process, clock ticks since boot (/proc/PID/stat, field 22); daemon
 *    24 pid           s32  as the daemon's pid namespace numbers it (SO_PEERCRED); daemon
 *    28 generation    u32  one more each time the record is granted; daemon
 *    32 mapped ahead  u32  the generation whose holder has mapped the rings of all possible CPUs, prepared or not; client,
 *                          release, behind the barrier that makes them visible to its threads
 *    36 uid           s32  the process's user (SO_PEERCRED); daemon, before the state
 *    40 pid namespace u64  the inode of the pid namespace in which the pid counts (/proc/self/ns/pid of the daemon that
 *                          wrote it), 0 where that is not known; daemon, before the state. In another namespace the pid
 *                          names another process, and proves nothing
 *    48 tenure        u64  generation << 32 | what the holder does with the record, see below
 *    64 unplaced      u64  events for which no ring was there, of all holders so far; client, atomic add
 *    72 no ring       u64  times a mask bit was seen without its ring, of all holders so far; client, atomic add
 *   128 refused mask  1,024 bits: CPUs that the client could not map (its NACKs); client, release, before it acknowledges
 *                     and after the barrier that makes a ring it has mapped at last visible to its threads
 * </pre>
 *
 * <p>The tenure says whether a thread of the holder may write, also to a daemon that the holder has no connection to:
 *
 * <pre>
 *   GRANTED --client has mapped the file, and nothing is written yet (CAS)--> ENTERED --no thread writes any more--> LEFT
 *           --daemon, when the connection has ended (CAS)------------------> REVOKED
 * </pre>
 *
 * The daemon stores GRANTED before the state. What is LEFT or REVOKED, and has no connection, is free once it owes nothing;
 * what is ENTERED is free only when its process is proven dead. A client that finds its grant revoked asks for another one.
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

    /** The offset within a record of the u64 of the refused mask that holds a CPU's bit. */
    public static int refusedWordOffset(int cpu) {
        return REFUSED_MASK_OFFSET + (cpu >>> 6) * Long.BYTES;
    }

    /** The tenure word of a record's holder: {@link #GRANTED}, {@link #ENTERED}, {@link #LEFT} or {@link #REVOKED}. */
    public static long tenure(int generation, int state) {
        return (long) generation << 32 | state;
    }

    /** The acknowledgement of an epoch by a record's holder. */
    public static long acknowledgement(int generation, long epoch) {
        return (long) generation << 32 | (epoch & 0xffff_ffffL);
    }
}
