package io.ringtail.daemon.buffer;

/**
 * A ring's accounts at one moment: written = entries + overrun + consumed, and reserved = written + what is pending.
 *
 * @param written events ever committed
 * @param pendingBytes that writers have taken and not committed yet: of a stalled or dead writer's event, until that goes
 *     on or is repaired
 * @param entries events that can be read: in overwrite mode all that are left, in discard mode the unread ones
 * @param overrun events overwritten
 * @param consumed in discard mode, events that every lossless reader has had
 * @param dropped events for which no sub-buffer was free
 * @param bytes that the readable events take
 * @param oldestTimestamp of the oldest sub-buffer left, ns; 0 where there is none
 * @param nowTimestamp the clock, ns
 * @param readEvents events delivered, all readers together, since the daemon started
 * @param noSlot events whose thread found no slot
 * @param cut events with a string that was cut
 * @param malformed events whose fields did not fit their schema
 * @param rerouted events of other CPUs that had no ring
 * @param repaired events that dead writers had begun: written, and delivered as {@code ringtail:lost}
 * @param ambiguous reservations of which it cannot be told whether a dead writer made them: {@code written} may be off by
 *     as many
 * @param quarantined times that a word or a sub-buffer was given up, as it could not be right, since the daemon started
 */
public record RingStatistics(
        long written,
        long pendingBytes,
        long entries,
        long overrun,
        long consumed,
        long dropped,
        long bytes,
        long oldestTimestamp,
        long nowTimestamp,
        long readEvents,
        long noSlot,
        long cut,
        long malformed,
        long rerouted,
        long repaired,
        long ambiguous,
        long quarantined) {}
