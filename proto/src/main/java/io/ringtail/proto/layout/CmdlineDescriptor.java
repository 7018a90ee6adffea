package io.ringtail.proto.layout;

/**
 * An entry of the saved command lines: a thread's name and process, kept after the thread has ended. The daemon writes
 * the entries and overwrites the oldest first.
 *
 * <pre>
 *     0 tid     s32  0: empty; stored last, with release
 *     4 length  u32  length of the name in bytes
 *     8 pid     s32  the thread's process, as numbered in the pid namespace of the daemon that wrote it; 0: unknown
 *    12 name    52 bytes of UTF-8
 * </pre>
 */
public final class CmdlineDescriptor {
    public static final int LENGTH = 64;
    public static final int ENTRIES = 16_384;

    public static final int TID_OFFSET = 0;
    public static final int NAME_LENGTH_OFFSET = TID_OFFSET + Integer.BYTES;
    public static final int PID_OFFSET = NAME_LENGTH_OFFSET + Integer.BYTES;
    public static final int NAME_OFFSET = PID_OFFSET + Integer.BYTES;
    public static final int NAME_CAPACITY = LENGTH - NAME_OFFSET;

    private CmdlineDescriptor() {}
}
