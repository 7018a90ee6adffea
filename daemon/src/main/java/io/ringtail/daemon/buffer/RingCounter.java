package io.ringtail.daemon.buffer;

import java.util.function.ToLongFunction;

/**
 * The only list of a ring's counters, in the order of a CPU's {@code stats}, where the kernel's come first. Every text,
 * JSON, table and metric is generated from this list.
 */
@SuppressWarnings("ImmutableEnumChecker") // method references of a record
public enum RingCounter {
    ENTRIES("entries", "entries", Unit.EVENTS, "readable now", RingStatistics::entries),
    OVERRUN("overrun", "overrun", Unit.EVENTS, "overwritten", RingStatistics::overrun),
    COMMIT_OVERRUN(
            "commit overrun", "commit_overrun", Unit.EVENTS, "always 0, as a counterpart of the kernel's", ring -> 0),
    BYTES("bytes", "bytes", Unit.BYTES, "size of the readable events", RingStatistics::bytes),
    OLDEST(
            "oldest event ts",
            "oldest_ns",
            Unit.TIME_NS,
            "time of the oldest sub-buffer",
            RingStatistics::oldestTimestamp),
    NOW("now ts", "now_ns", Unit.TIME_NS, "the current time", RingStatistics::nowTimestamp),
    DROPPED("dropped events", "dropped", Unit.EVENTS, "dropped for lack of room", RingStatistics::dropped),
    READ("read events", "read_events", Unit.EVENTS, "delivered to all readers together", RingStatistics::readEvents),
    WRITTEN("written events", "written", Unit.EVENTS, "ever committed", RingStatistics::written),
    CONSUMED("consumed events", "consumed", Unit.EVENTS, "received by every lossless reader", RingStatistics::consumed),
    PENDING("pending bytes", "pending_bytes", Unit.BYTES, "reserved and not committed", RingStatistics::pendingBytes),
    RESERVED(
            "reserved bytes",
            "reserved_bytes",
            Unit.BYTES,
            "ever reserved, with page headers and padding",
            RingStatistics::reservedBytes),
    CUT("cut events", "cut", Unit.EVENTS, "had a text that was truncated to fit", RingStatistics::cut),
    NO_SLOT(
            "events without slot",
            "no_slot",
            Unit.EVENTS,
            "had no thread slot and were not written",
            RingStatistics::noSlot),
    MALFORMED(
            "malformed events",
            "malformed",
            Unit.EVENTS,
            "did not have their declared fields and were not written",
            RingStatistics::malformed),
    REROUTED(
            "rerouted events",
            "rerouted",
            Unit.EVENTS,
            "went to another CPU's ring because their own was not online",
            RingStatistics::rerouted),
    REPAIRED(
            "repaired events",
            "repaired",
            Unit.EVENTS,
            "were left half-written by killed processes; ringtail:lost takes their place",
            RingStatistics::repaired),
    AMBIGUOUS(
            "ambiguous events",
            "ambiguous",
            Unit.EVENTS,
            "may or may not have been begun by killed processes",
            RingStatistics::ambiguous),
    QUARANTINED(
            "quarantined", "quarantined", Unit.TIMES, "damage was found and corrected", RingStatistics::quarantined);

    /** The unit of a counter. */
    public enum Unit {
        EVENTS,
        BYTES,
        /** ns of CLOCK_MONOTONIC. */
        TIME_NS,
        TIMES
    }

    private final String label;
    private final String key;
    private final Unit unit;
    private final String help;
    private final ToLongFunction<RingStatistics> value;

    RingCounter(String label, String key, Unit unit, String help, ToLongFunction<RingStatistics> value) {
        this.label = label;
        this.key = key;
        this.unit = unit;
        this.help = help;
        this.value = value;
    }

    /** The name in a CPU's {@code stats}: the kernel's, if it has such a counter. */
    public String label() {
        return label;
    }

    /** The name in JSON. */
    public String key() {
        return key;
    }

    /** The counter's unit. */
    public Unit unit() {
        return unit;
    }

    /** The meaning, without a subject: events that were …. */
    public String help() {
        return help;
    }

    /** The value at one moment. */
    public long of(RingStatistics statistics) {
        return value.applyAsLong(statistics);
    }
}
