package io.ringtail.daemon.stream;

/**
 * A ring's accounts: in the kernel's terms, then Ringtail's own.
 *
 * @param written events that were ever committed
 * @param entries events that can be read now
 * @param overrun events that were overwritten
 * @param dropped events that a full ring did not take
 * @param bytes of the events that can be read now
 * @param oldestTimestamp the time of the oldest event that can be read, ns; 0 without one
 * @param nowTimestamp the time of these numbers, ns
 * @param readEvents events that readers have delivered
 * @param cut events of which a string was cut to fit
 * @param noSlot events dropped because their thread found no slot
 * @param malformed events that were refused for their length or kind
 * @param rerouted events that were written here for a CPU that has no ring
 */
public record CpuStatistics(
        long written,
        long entries,
        long overrun,
        long dropped,
        long bytes,
        long oldestTimestamp,
        long nowTimestamp,
        long readEvents,
        long cut,
        long noSlot,
        long malformed,
        long rerouted) {}
