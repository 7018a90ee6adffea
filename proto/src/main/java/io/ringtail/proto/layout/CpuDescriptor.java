package io.ringtail.proto.layout;

/**
 * A possible CPU's descriptor, written by the daemon alone.
 *
 * <pre>
 *     0 state    u32  0 absent, 1 prepared: its region is allocated and initialised, for good; release
 *     8 region   u64  offset in the file; before the state
 *    16 length   u64  of the region; before the state
 *    24 epoch    u64  in which it was prepared; before the state
 * </pre>
 *
 * Clients read the state with acquire, then the rest.
 */
public final class CpuDescriptor {
    public static final int LENGTH = 128;

    public static final int STATE_OFFSET = 0;
    public static final int REGION_OFFSET = 8;
    public static final int REGION_LENGTH_OFFSET = REGION_OFFSET + Long.BYTES;
    public static final int EPOCH_OFFSET = REGION_LENGTH_OFFSET + Long.BYTES;

    public static final int ABSENT = 0;
    public static final int PREPARED = 1;

    private CpuDescriptor() {}
}
