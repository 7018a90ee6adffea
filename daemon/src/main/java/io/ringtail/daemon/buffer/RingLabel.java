package io.ringtail.daemon.buffer;

import io.ringtail.proto.stream.Position;

/** A sub-buffer's number among all rings of a CPU: the ring in the high 16 bits, its own number in the low 48. */
final class RingLabel {
    private static final int SUBBUF_BITS = 48;
    private static final long SUBBUF_MASK = (1L << SUBBUF_BITS) - 1;

    private RingLabel() {}

    static long of(int ringsBefore, long subbuf) {
        return (long) ringsBefore << SUBBUF_BITS | (subbuf & SUBBUF_MASK);
    }

    /** Returns how many rings the CPU had before a label's. */
    static int ring(long label) {
        return (int) (label >>> SUBBUF_BITS);
    }

    /** Returns a receiver's position in the last ring alone. */
    static Position without(Position position, RingPast past) {
        return new Position(
                position.subbuf() & SUBBUF_MASK,
                position.offset(),
                Math.max(0, position.events() - past.written()),
                Math.max(0, position.dropped() - past.dropped()),
                position.notBefore());
    }
}
