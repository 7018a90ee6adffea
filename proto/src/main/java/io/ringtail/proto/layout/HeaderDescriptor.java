package io.ringtail.proto.layout;

/**
 * The file's header: identification, geometry, the epoch, and the CPU masks.
 *
 * <pre>
 *     0 magic            u64  "RINGTAIL"
 *     8 byte-order mark  u32  0x01020304 in the byte order of its writer
 *    12 layout version   u32  stored last, with release: a file without it is unfinished
 *    16 boot id          16 bytes, /proc/sys/kernel/random/boot_id: timestamps of another boot mean nothing
 *    32 geometry         the numbers of {@link Geometry}, u32 each: mode, possible CPUs, sub-buffer size, sub-buffer
 *                        count, clients, thread slots, events
 *    60 checksum         u32  {@link Geometry#checksum}; 0 if its writer has stored none
 *    64 file length      u64
 *    72 created          u64  CLOCK_REALTIME, ns
 *   128 epoch            u64  on cache lines of its own; daemon, release; clients, acquire
 *   256 online mask      1,024 bits; daemon, release; writers, opaque
 *   384 wanted mask      1,024 bits; clients set bits, the daemon clears them, both by atomic or/and
 * </pre>
 *
 * The daemon that creates the file writes everything below 128 once, before the version.
 */
public final class HeaderDescriptor {
    /** {@code "RINGTAIL"} read as a little-endian u64. */
    public static final long MAGIC = 0x4c49_4154_474e_4952L;
    /** The mark in the writer's byte order; a file of the opposite order shows {@code 0x04030201}. */
    public static final int BYTE_ORDER_MARK = 0x0102_0304;
    /** The layout's version; any change to an offset or a meaning in this package increments it. */
    public static final int LAYOUT_VERSION = 3;

    public static final int MAGIC_OFFSET = 0;
    public static final int BYTE_ORDER_OFFSET = MAGIC_OFFSET + Long.BYTES;
    public static final int VERSION_OFFSET = BYTE_ORDER_OFFSET + Integer.BYTES;
    public static final int BOOT_ID_OFFSET = VERSION_OFFSET + Integer.BYTES;
    public static final int BOOT_ID_LENGTH = 16;
    public static final int MODE_OFFSET = BOOT_ID_OFFSET + BOOT_ID_LENGTH;
    public static final int POSSIBLE_CPUS_OFFSET = MODE_OFFSET + Integer.BYTES;
    public static final int SUBBUF_SIZE_OFFSET = POSSIBLE_CPUS_OFFSET + Integer.BYTES;
    public static final int SUBBUF_COUNT_OFFSET = SUBBUF_SIZE_OFFSET + Integer.BYTES;
    public static final int CLIENTS_OFFSET = SUBBUF_COUNT_OFFSET + Integer.BYTES;
    public static final int THREAD_SLOTS_OFFSET = CLIENTS_OFFSET + Integer.BYTES;
    public static final int EVENTS_OFFSET = THREAD_SLOTS_OFFSET + Integer.BYTES;
    public static final int CHECKSUM_OFFSET = EVENTS_OFFSET + Integer.BYTES;
    public static final int FILE_LENGTH_OFFSET = CHECKSUM_OFFSET + Integer.BYTES;
    public static final int CREATED_OFFSET = FILE_LENGTH_OFFSET + Long.BYTES;
    public static final int EPOCH_OFFSET = 128;
    public static final int ONLINE_MASK_OFFSET = 256;
    public static final int MASK_LENGTH = Geometry.MAX_CPUS / Byte.SIZE;
    public static final int WANTED_MASK_OFFSET = ONLINE_MASK_OFFSET + MASK_LENGTH;
    public static final int HEADER_LENGTH = 4096;

    private HeaderDescriptor() {}

    /** Returns the offset of the online mask's u64 that holds the CPU's bit. */
    public static int onlineWordOffset(int cpu) {
        return ONLINE_MASK_OFFSET + (cpu >>> 6) * Long.BYTES;
    }

    /** Returns the offset of the wanted mask's u64 that holds the CPU's bit. */
    public static int wantedWordOffset(int cpu) {
        return WANTED_MASK_OFFSET + (cpu >>> 6) * Long.BYTES;
    }

    /** Returns the CPU's bit within its u64. */
    public static long maskBit(int cpu) {
        return 1L << (cpu & 63);
    }
}
