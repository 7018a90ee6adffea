package io.ringtail.daemon.buffer;

/**
 * What came of one ring of a buffer file.
 *
 * @param cpu whose ring
 * @param events delivered, those that stand for a dead writer's included
 * @param lost events that are not delivered: overwritten, dropped by a full ring, or in bytes that make no sense
 * @param repaired events that dead writers had begun, delivered as {@code ringtail:lost}
 * @param ambiguous reservations of which it cannot be told whether a dead writer made them: {@code lost} may be off by as
 *     many
 * @param damaged sub-buffers of which something was given up
 */
public record RingAccount(int cpu, long events, long lost, long repaired, long ambiguous, long damaged) {}
