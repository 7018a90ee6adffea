package io.ringtail.cli;

import io.ringtail.reader.tracedat.TraceDatReader;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of exported events before the first of them.
 *
 * @param clock the name of their clock
 * @param offsetNs the time of the clock's zero since 1970, ns; null if unknown
 * @param hasInstances whether there may be events of other buffers than the top one
 */
record ExportedSource(String clock, @Nullable Long offsetNs, boolean hasInstances) {
    private static final String MONOTONIC = "mono";

    /** A file, which may say how its times relate to those since 1970. */
    static ExportedSource of(TraceDatReader reader) {
        OptionalLong offsetNs = reader.wallClockOffsetNs();
        return new ExportedSource(
                reader.head().clock(), offsetNs.isPresent() ? offsetNs.getAsLong() : null, hasInstances(reader));
    }

    /** Another file, whose times have been put on this one's time line. */
    ExportedSource onTheTimeLine(TraceDatReader other) {
        return new ExportedSource(clock, offsetNs, hasInstances(other));
    }

    private static boolean hasInstances(TraceDatReader reader) {
        return !reader.buffers().equals(List.of(""));
    }

    /**
     * A daemon.
     *
     * @param local whether its machine is this one, with this one's clocks
     */
    static ExportedSource daemon(boolean local) {
        Instant now = Instant.now();
        long nowNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return new ExportedSource(MONOTONIC, local ? nowNs - System.nanoTime() : null, false);
    }
}
