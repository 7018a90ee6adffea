package io.ringtail.proto.layout;

/**
 * A CPU's region: the ring's words, one slot of words for each sub-buffer, and the sub-buffers.
 *
 * <pre>
 *     0 reserve         u64  position &lt;&lt; 28 | low 28 bits of the newest reserved time; writers, and the daemon
 *                            for fences, CAS
 *   128 top             u64  the highest sub-buffer decided, in 64 bits; writers, CAS to the larger
 *   256 last timestamp  u64  ns, in 64 bits; writers, opaque; may lag, never leads
 *   384 consumed        u64  the first sub-buffer that the slowest lossless reader still needs (discard mode);
 *                            daemon, release; writers, acquire
 *   512 dropped         u64  events for which no sub-buffer was free; writers, atomic add
 *   520 no slot         u64  events whose thread found no slot for its intent; writers, atomic add
 *   528 cut             u64  events with a truncated string; writers, atomic add
 *   536 malformed       u64  events whose fields did not match their schema, whose values were unavailable, or that
 *                            were committed twice; writers, atomic add
 *   544 rerouted        u64  events of another CPU that had no ring; writers, atomic add
 *   552 repaired        u64  events of dead writers that became holes; daemon, opaque
 *   560 ambiguous       u64  reservations that may or may not belong to a dead writer; daemon, opaque
 *   568 fenced          u64  a position that the daemon has fenced or is about to; daemon, release before the CAS
 *   576 closed          u64  1 CLOSING: no sub-buffer may be opened any more; 2 LEFT: nothing more is reserved, and
 *                            writers are in the CPU's next ring; daemon, release, before and after its last CAS of
 *                            reserve
 *   584 lossless        u64  readers for which events are kept (discard mode): the next daemon keeps them for as many;
 *                            daemon, opaque
 *   592 late drops      u64  events that were dropped from the ring before after it was closed; daemon, opaque
 *
 *  1024 slot 0:   0 commit    u64  events &lt;&lt; 32 | lap &lt;&lt; 19 | units; writers, CAS and add
 *                 8 sequence  u64  the slot's sub-buffer, in 64 bits; the opening writer, release; readers, acquire
 *                16 base      u64  events committed to this slot before this lap, in 64 bits; the opening writer,
 *                                  opaque, before sequence
 *       slot 1 ...                 64 bytes each
 *
 *       sub-buffers, aligned to 64 KiB: kernel pages
 * </pre>
 */
public final class RingDescriptor {
    public static final int RESERVE_OFFSET = 0;
    public static final int TOP_OFFSET = 128;
    public static final int LAST_TIMESTAMP_OFFSET = 256;
    public static final int CONSUMED_OFFSET = 384;
    public static final int DROPPED_OFFSET = 512;
    public static final int NO_SLOT_OFFSET = DROPPED_OFFSET + Long.BYTES;
    public static final int CUT_OFFSET = NO_SLOT_OFFSET + Long.BYTES;
    public static final int MALFORMED_OFFSET = CUT_OFFSET + Long.BYTES;
    public static final int REROUTED_OFFSET = MALFORMED_OFFSET + Long.BYTES;
    public static final int REPAIRED_OFFSET = REROUTED_OFFSET + Long.BYTES;
    public static final int AMBIGUOUS_OFFSET = REPAIRED_OFFSET + Long.BYTES;
    public static final int FENCED_OFFSET = AMBIGUOUS_OFFSET + Long.BYTES;

    public static final int CLOSED_OFFSET = FENCED_OFFSET + Long.BYTES;
    public static final int LOSSLESS_OFFSET = CLOSED_OFFSET + Long.BYTES;
    public static final int LATE_DROPS_OFFSET = LOSSLESS_OFFSET + Long.BYTES;

    public static final int SLOTS_OFFSET = 1024;
    public static final int SLOT_SHIFT = 6;
    public static final int SLOT_LENGTH = 1 << SLOT_SHIFT;
    public static final int COMMIT_OFFSET = 0;
    public static final int SEQUENCE_OFFSET = COMMIT_OFFSET + Long.BYTES;
    public static final int BASE_OFFSET = SEQUENCE_OFFSET + Long.BYTES;

    public static final int CLOSING = 1;
    public static final int LEFT = 2;

    private RingDescriptor() {}
}
