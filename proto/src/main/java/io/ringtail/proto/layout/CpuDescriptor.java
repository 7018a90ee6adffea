package io.ringtail.proto.layout;

/**
 * The descriptor of one possible CPU; only the daemon writes it.
 *
 * <pre>
 *     0 state    u32  0 absent, 1 prepared: its region is allocated and initialised, permanently; release
 *     8 region   u64  offset in the file; before the state
 *    16 length   u64  length of the region; before the state
 *    24 epoch    u64  epoch in which it was prepared; before the state
 * </pre>
 *
 * Clients read the state with acquire, then the other fields.
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
