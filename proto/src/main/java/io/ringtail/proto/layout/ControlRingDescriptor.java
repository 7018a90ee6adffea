package io.ringtail.proto.layout;

/**
 * The control ring: broadcasts messages from the daemon to all clients. Each client reads at its own speed and is
 * lapped if it is too slow.
 *
 * <p>The layout is that of Agrona's broadcast buffer ({@code org.agrona.concurrent.broadcast}):
 *
 * <pre>
 *        0 records      at position modulo {@link #CAPACITY}; positions count bytes since the ring was created
 *    65536 tail intent  u64  where the record being written will end; daemon, release, then a release fence
 *    65544 tail         u64  where the newest record ends; daemon, release; clients, acquire
 *    65552 latest       u64  where the newest record begins; daemon, release, before the tail
 *    65560 (unused, to 128 bytes)
 * </pre>
 *
 * A record is aligned to 8 bytes and never wraps; a padding record fills the rest of the ring.
 *
 * <pre>
 *        0 length       s32  header and message, without alignment padding; plain
 *        4 type         s32  the message's type, above 0, or {@link #PADDING_TYPE}; plain
 *        8 message           {@link #MAX_MESSAGE_LENGTH} bytes at most; plain
 * </pre>
 *
 * A receiver copies, executes an acquire fence, and loads the tail intent: the copy is intact if the tail intent is at
 * most {@link #CAPACITY} past the record's beginning.
 */
public final class ControlRingDescriptor {
    /** The capacity for records in bytes, a power of two. */
    public static final int CAPACITY = Geometry.CONTROL_RING_CAPACITY;
    /** The length of the whole section in bytes, counters included. */
    public static final int LENGTH = CAPACITY + Geometry.CONTROL_RING_TRAILER;

    public static final int TAIL_INTENT_OFFSET = CAPACITY;
    public static final int TAIL_OFFSET = TAIL_INTENT_OFFSET + Long.BYTES;
    public static final int LATEST_OFFSET = TAIL_OFFSET + Long.BYTES;

    public static final int RECORD_LENGTH_OFFSET = 0;
    public static final int RECORD_TYPE_OFFSET = RECORD_LENGTH_OFFSET + Integer.BYTES;
    public static final int RECORD_HEADER_LENGTH = RECORD_TYPE_OFFSET + Integer.BYTES;
    public static final int RECORD_ALIGNMENT = 8;
    public static final int PADDING_TYPE = -1;
    public static final int MAX_MESSAGE_LENGTH = CAPACITY / 8;

    private ControlRingDescriptor() {}

    /** Returns the offset of a position within the section. */
    public static int index(long position) {
        return (int) position & (CAPACITY - 1);
    }

    /** Returns the space in bytes that a record of this length occupies, padding included. */
    public static int aligned(int recordLength) {
        return Geometry.align(recordLength, RECORD_ALIGNMENT);
    }
}
