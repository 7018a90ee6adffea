package io.ringtail.proto.page;

import java.nio.ByteBuffer;

/**
 * The fields that every event's payload begins with, as the kernel has them; little-endian.
 *
 * <pre>
 *   0 common_type          u16  the event's id
 *   2 common_flags         u8   0
 *   3 common_preempt_count u8   0
 *   4 common_pid           s32  the thread's id
 * </pre>
 */
public final class CommonFields {
    public static final int TYPE_OFFSET = 0;
    public static final int PID_OFFSET = 4;
    public static final int LENGTH = 8;

    private CommonFields() {}

    /** The event's id, of a payload of {@link #LENGTH} bytes at least. */
    public static int type(ByteBuffer page, int payloadOffset) {
        return Short.toUnsignedInt(page.getShort(payloadOffset + TYPE_OFFSET));
    }

    /** The thread's id, of a payload of {@link #LENGTH} bytes at least. */
    public static int pid(ByteBuffer page, int payloadOffset) {
        return page.getInt(payloadOffset + PID_OFFSET);
    }
}
