package io.ringtail.cli;

import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of exported events before the first of them.
 *
 * @param clock the name of their clock
 * @param offsetNs the time of the clock's zero since 1970, ns; null if unknown
 * @param isOwnClock whether the clock is that of this machine, now
 * @param hasInstances whether there may be events of other buffers than the top one
 * @param isOneOfSeveral whether the export may have events of other machines, too
 * @param isFleet whether the buffers are hosts, and the times those of the wall clock
 * @param host the name of their machine; empty if unknown
 * @param boot the boot in which the clock runs; null if unknown
 */
record ExportedSource(
        String clock,
        @Nullable Long offsetNs,
        boolean isOwnClock,
        boolean hasInstances,
        boolean isOneOfSeveral,
        boolean isFleet,
        String host,
        @Nullable UUID boot) {
    /**
     * A file, which may say how its times relate to those since 1970.
     *
     * @param isOneOfSeveral whether it is one of several machines' files
     */
    static ExportedSource of(TraceDatReader reader, boolean isOneOfSeveral) {
        OptionalLong offsetNs = reader.wallClockOffsetNs();
        return new ExportedSource(
                reader.head().clock(),
                offsetNs.isPresent() ? offsetNs.getAsLong() : null,
                false,
                hasInstances(reader),
                isOneOfSeveral,
                false,
                reader.host(),
                reader.bootId());
    }

    /** Another file, whose times have been put on this one's time line. */
    ExportedSource onTheTimeLine(TraceDatReader other) {
        return new ExportedSource(
                clock, offsetNs, isOwnClock, hasInstances(other), true, false, other.host(), other.bootId());
    }

    private static boolean hasInstances(TraceDatReader reader) {
        return !reader.buffers().equals(List.of(""));
    }

    /**
     * A daemon.
     *
     * @param local whether its machine is this one, with this one's clocks
     */
    static ExportedSource daemon(boolean local, StreamHeader hello) {
        ClockPair clocks = local ? ClockPair.now() : hello.clocks();
        return new ExportedSource(
                hello.clock(),
                clocks == null ? null : clocks.offsetNs(),
                local,
                false,
                false,
                false,
                hello.host(),
                hello.bootId());
    }

    /** The hosts of a fleet. */
    static ExportedSource fleet() {
        return new ExportedSource("realtime", 0L, false, true, true, true, "", null);
    }
}
