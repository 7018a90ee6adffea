package io.ringtail.proto.stream;

/**
 * The layout of {@code /stream} frames; little endian, not aligned.
 *
 * <pre>
 *   every frame          0 length        u32  bytes of the whole frame, including these 8
 *                        4 type          u8
 *                        5 (zero)        u8
 *                        6 cpu           u16  of CPU, PAGE, WATERMARK and POSITION; otherwise 0
 *
 *   HELLO 1              8 magic         u64  "RINGTAIL"
 *   first, once         16 version       u32  {@link #VERSION}
 *                       20 sub-buffer    u32  bytes of a sub-buffer, its header included
 *                       24 possible CPUs u32
 *                       28 mode          u32  0 overwrite, 1 discard
 *                       32 boot id       16 bytes, in the order of its text
 *                       48 monotonic     s64  a moment on the clock of all times, ns; 0 if unknown, as is the next
 *                       56 realtime      s64  the same moment on the wall clock, ns since 1970
 *                       64 clock         text, "mono"
 *                          host name     text
 *                          header_page   text, as tracefs prints it
 *                          header_event  text
 *
 *   FORMAT 2             8 event id      u32
 *                       12 system        text
 *                          format        text, as tracefs prints it
 *
 *   CMDLINE 3            8 thread id     s32
 *                       12 process id    s32  the thread's process; 0 if unknown
 *                       16 name          text
 *
 *   CPU 4                8 online        u32  1: the CPU is online; 0: offline, its ring can still be read
 *
 *   PAGE 5               8 sub-buffer    u64  the number of the sub-buffer since the ring was created
 *                       16 start offset  u32  the offset in the sub-buffer's data of the page's first event
 *                       20 end offset    u32  the offset in the sub-buffer's data of the page's end
 *                       24 page          a kernel page: header, events, the stored number of lost events; without the
 *                                        unused rest
 *
 *   WATERMARK 6          8 time          s64  ns: everything older on the CPU has been sent, permanently; the largest
 *                                             number if the CPU will send nothing more
 *
 *   ALIVE 7              (nothing)       the sender is alive and has nothing to send
 *
 *   END 8                8 reason        u32  {@link EndReason}
 *                       12 detail        text
 *
 *   POSITION 9           8 buffer        u64  creation time of the sender's buffer: invalid for any other buffer
 *                       16 sub-buffer    u64  the fields of {@link Position}; valid once the next frame has arrived
 *                       24 offset        u32
 *                       28 events        u64
 *                       36 dropped       u64
 *                       44 not before    u64
 *
 *   text                 0 length        u32  bytes, at most {@link #MAX_TEXT}
 *                        4 UTF-8
 * </pre>
 */
public final class FrameDescriptor {
    /** {@code "RINGTAIL"} read as a little-endian u64. */
    public static final long MAGIC = 0x4c49_4154_474e_4952L;
    /** The version of the protocol; any change to a frame's layout or meaning increments it. */
    public static final int VERSION = 3;

    public static final int LENGTH_OFFSET = 0;
    public static final int TYPE_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    public static final int CPU_OFFSET = TYPE_OFFSET + Short.BYTES;
    public static final int BODY_OFFSET = CPU_OFFSET + Short.BYTES;

    public static final int HELLO = 1;
    public static final int HELLO_MAGIC_OFFSET = BODY_OFFSET;
    public static final int HELLO_VERSION_OFFSET = HELLO_MAGIC_OFFSET + Long.BYTES;
    public static final int HELLO_SUBBUF_SIZE_OFFSET = HELLO_VERSION_OFFSET + Integer.BYTES;
    public static final int HELLO_POSSIBLE_CPUS_OFFSET = HELLO_SUBBUF_SIZE_OFFSET + Integer.BYTES;
    public static final int HELLO_MODE_OFFSET = HELLO_POSSIBLE_CPUS_OFFSET + Integer.BYTES;
    public static final int HELLO_BOOT_ID_OFFSET = HELLO_MODE_OFFSET + Integer.BYTES;
    public static final int HELLO_MONOTONIC_OFFSET = HELLO_BOOT_ID_OFFSET + 2 * Long.BYTES;
    public static final int HELLO_REALTIME_OFFSET = HELLO_MONOTONIC_OFFSET + Long.BYTES;
    public static final int HELLO_TEXTS_OFFSET = HELLO_REALTIME_OFFSET + Long.BYTES;

    public static final int FORMAT = 2;
    public static final int FORMAT_ID_OFFSET = BODY_OFFSET;
    public static final int FORMAT_TEXTS_OFFSET = FORMAT_ID_OFFSET + Integer.BYTES;

    public static final int CMDLINE = 3;
    public static final int CMDLINE_TID_OFFSET = BODY_OFFSET;
    public static final int CMDLINE_PID_OFFSET = CMDLINE_TID_OFFSET + Integer.BYTES;
    public static final int CMDLINE_NAME_OFFSET = CMDLINE_PID_OFFSET + Integer.BYTES;

    public static final int CPU = 4;
    public static final int CPU_ONLINE_OFFSET = BODY_OFFSET;
    public static final int CPU_LENGTH = CPU_ONLINE_OFFSET + Integer.BYTES;

    public static final int PAGE = 5;
    public static final int PAGE_SUBBUF_OFFSET = BODY_OFFSET;
    public static final int PAGE_START_OFFSET = PAGE_SUBBUF_OFFSET + Long.BYTES;
    public static final int PAGE_END_OFFSET = PAGE_START_OFFSET + Integer.BYTES;
    public static final int PAGE_DATA_OFFSET = PAGE_END_OFFSET + Integer.BYTES;

    public static final int WATERMARK = 6;
    public static final int WATERMARK_TIME_OFFSET = BODY_OFFSET;
    public static final int WATERMARK_LENGTH = WATERMARK_TIME_OFFSET + Long.BYTES;

    public static final int ALIVE = 7;
    public static final int ALIVE_LENGTH = BODY_OFFSET;

    public static final int END = 8;
    public static final int END_REASON_OFFSET = BODY_OFFSET;
    public static final int END_DETAIL_OFFSET = END_REASON_OFFSET + Integer.BYTES;

    public static final int POSITION = 9;
    public static final int POSITION_BUFFER_OFFSET = BODY_OFFSET;
    public static final int POSITION_SUBBUF_OFFSET = POSITION_BUFFER_OFFSET + Long.BYTES;
    public static final int POSITION_OFFSET_OFFSET = POSITION_SUBBUF_OFFSET + Long.BYTES;
    public static final int POSITION_EVENTS_OFFSET = POSITION_OFFSET_OFFSET + Integer.BYTES;
    public static final int POSITION_DROPPED_OFFSET = POSITION_EVENTS_OFFSET + Long.BYTES;
    public static final int POSITION_NOT_BEFORE_OFFSET = POSITION_DROPPED_OFFSET + Long.BYTES;
    public static final int POSITION_LENGTH = POSITION_NOT_BEFORE_OFFSET + Long.BYTES;

    /** The maximum length of one text in bytes. */
    public static final int MAX_TEXT = 1 << 19;
    /** The length in bytes of the largest frame: a page of the largest sub-buffer. */
    public static final int MAX_FRAME = PAGE_DATA_OFFSET + (1 << 20);

    private FrameDescriptor() {}
}
