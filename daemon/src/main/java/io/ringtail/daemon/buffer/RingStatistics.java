package io.ringtail.daemon.buffer;

/**
 * A ring's accounts at one moment: written = entries + overrun + consumed, and reserved = written + pending.
 *
 * @param written events ever committed
 * @param pendingBytes bytes that writers have taken and not committed yet: those of a stalled or dead writer's event,
 *     until it resumes or is repaired
 * @param reservedBytes bytes of sub-buffers that writers have ever taken, with page headers and padding
 * @param entries readable events: in overwrite mode all that are left, in discard mode the unread ones
 * @param overrun events overwritten
 * @param consumed in discard mode, events that every lossless reader has received
 * @param dropped events for which no sub-buffer was free
 * @param bytes the size of the readable events
 * @param oldestTimestamp the time of the oldest sub-buffer left in ns; 0 if there is none
 * @param nowTimestamp the current time in ns
 * @param readEvents events delivered to all readers together since the daemon started
 * @param noSlot events whose thread found no slot
 * @param cut events with a truncated string
 * @param malformed events whose fields did not match their schema
 * @param rerouted events of other CPUs that had no ring
 * @param repaired events that dead writers had begun: written, and delivered as {@code ringtail:lost}
 * @param ambiguous reservations that a dead writer may or may not have made: {@code written} may be off by that many
 * @param quarantined how often an impossible word or sub-buffer was given up since the daemon started
 */
public record RingStatistics(
        long written,
        long pendingBytes,
        long reservedBytes,
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
