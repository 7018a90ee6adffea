package io.ringtail.proto.layout;

/**
 * A writing thread's slot: the thread's name, and its intent, which tells other processes exactly what it holds.
 *
 * <pre>
 *     0 kind        u32  0 EMPTY; EVENT, CLOSE, OPEN: set, with release, after the fields; cleared with release
 *     4 ring        u32  the ring: its CPU in the low {@value #CPU_BITS} bits, and how many rings the CPU had before
 *     8 old word    u64  of {@code reserve}
 *    16 new word    u64
 *    24 sub-buffer  u64  the sub-buffer that the obligation is in, in 64 bits
 *    32 timestamp   u64  ns, in 64 bits
 *    40 base        u64  events of the slot before this lap (OPEN)
 *    48 length      u32  units that the thread owes; for OPEN, including the page header
 *    52 form        u32  1 if an absolute timestamp precedes the event, otherwise 0
 *    64 owner       u32  1 + the client's index, 0 if not granted; daemon, release
 *    68 tid         s32  the id that the thread's events carry, 0 for a slot that threads borrow; client, before the
 *                        first event that carries it, release
 *    72 name length u32  length of the name in bytes; client, before the tid
 *    76 uses        u32  how often threads have taken the slot, over all its holders; client. See {@link SubstituteId}
 *    80 name        48 bytes of UTF-8
 * </pre>
 *
 * One thread at a time writes a slot's intent; the daemon's repairer clears it once that thread is proven dead. A
 * client whose thread ended or failed inside an event abandons the slot: it adds {@link #ABANDONED} to the kind, with
 * release, and stores nothing more until the daemon has stored EMPTY.
 */
public final class ThreadSlotDescriptor {
    public static final int LENGTH = 128;

    public static final int KIND_OFFSET = 0;
    public static final int RING_OFFSET = KIND_OFFSET + Integer.BYTES;
    public static final int OLD_WORD_OFFSET = RING_OFFSET + Integer.BYTES;
    public static final int NEW_WORD_OFFSET = OLD_WORD_OFFSET + Long.BYTES;
    public static final int SUBBUF_OFFSET = NEW_WORD_OFFSET + Long.BYTES;
    public static final int TIMESTAMP_OFFSET = SUBBUF_OFFSET + Long.BYTES;
    public static final int BASE_OFFSET = TIMESTAMP_OFFSET + Long.BYTES;
    public static final int UNITS_OFFSET = BASE_OFFSET + Long.BYTES;
    public static final int FORM_OFFSET = UNITS_OFFSET + Integer.BYTES;
    public static final int OWNER_OFFSET = 64;
    public static final int TID_OFFSET = OWNER_OFFSET + Integer.BYTES;
    public static final int NAME_LENGTH_OFFSET = TID_OFFSET + Integer.BYTES;
    public static final int USES_OFFSET = NAME_LENGTH_OFFSET + Integer.BYTES;
    public static final int NAME_OFFSET = USES_OFFSET + Integer.BYTES;
    public static final int NAME_CAPACITY = LENGTH - NAME_OFFSET;

    public static final int EMPTY = 0;
    public static final int EVENT = 1;
    public static final int CLOSE = 2;
    public static final int OPEN = 3;

    /** Added to a kind: the intent will not be completed, although the process is alive. */
    public static final int ABANDONED = 1 << 31;

    /** The bits of the ring word that hold the CPU. */
    public static final int CPU_BITS = 10;

    /** The number of slots in a granted block. */
    public static final int BLOCK = 64;

    private ThreadSlotDescriptor() {}

    /** Returns the word that denotes a ring: the CPU itself for its first one. */
    public static int ring(int cpu, int ringsBefore) {
        return ringsBefore << CPU_BITS | cpu;
    }

    /** Returns the CPU of a ring word, which may be any number. */
    public static int cpu(int ring) {
        return ring & (1 << CPU_BITS) - 1;
    }
}
