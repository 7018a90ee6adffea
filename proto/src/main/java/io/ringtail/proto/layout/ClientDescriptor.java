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
 *    32 refused       u32  1 + a CPU that the client cannot map (a NACK), or 0; client, release
 *    64 unplaced      u64  events for which no ring was there; client, atomic add
 *    72 no ring       u64  times a mask bit was seen without its ring; client, atomic add
 * </pre>
 */
public final class ClientDescriptor {
    public static final int LENGTH = 128;

    public static final int STATE_OFFSET = 0;
    public static final int BARRIER_OFFSET = STATE_OFFSET + Integer.BYTES;
    public static final int ACKNOWLEDGED_OFFSET = BARRIER_OFFSET + Integer.BYTES;
    public static final int START_TIME_OFFSET = ACKNOWLEDGED_OFFSET + Long.BYTES;
    public static final int PID_OFFSET = START_TIME_OFFSET + Long.BYTES;
    public static final int GENERATION_OFFSET = PID_OFFSET + Integer.BYTES;
    public static final int REFUSED_OFFSET = GENERATION_OFFSET + Integer.BYTES;
    public static final int UNPLACED_OFFSET = 64;
    public static final int NO_RING_OFFSET = UNPLACED_OFFSET + Long.BYTES;

    public static final int FREE = 0;
    public static final int IN_USE = 1;

    private ClientDescriptor() {}

    /** The acknowledgement of an epoch by a record's holder. */
    public static long acknowledgement(int generation, long epoch) {
        return (long) generation << 32 | (epoch & 0xffff_ffffL);
    }
}
