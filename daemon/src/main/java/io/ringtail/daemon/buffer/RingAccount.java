package io.ringtail.daemon.buffer;

/**
 * The result of reading one ring of a buffer file.
 *
 * @param cpu the CPU that owns the ring
 * @param events events delivered, including those that replace a dead writer's
 * @param lost events not delivered: overwritten, dropped by a full ring, or in invalid bytes
 * @param repaired events that dead writers had begun, delivered as {@code ringtail:lost}
 * @param ambiguous reservations that a dead writer may or may not have made: {@code lost} may be off by that many
 * @param damaged sub-buffers that were partly given up
 */
public record RingAccount(int cpu, long events, long lost, long repaired, long ambiguous, long damaged) {
    /** Returns the sum of the accounts of two rings of one CPU. */
    RingAccount plus(RingAccount other) {
        return new RingAccount(
                cpu,
                events + other.events,
                lost + other.lost,
                repaired + other.repaired,
                ambiguous + other.ambiguous,
                damaged + other.damaged);
    }
}
