package io.ringtail.kafka.ship;

import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Both clocks of the daemon's host. On the same host they are read anew each time; of another one only the moment is known
 * at which its stream began, and the wall clock may have been slewed since.
 */
public final class ShipClock {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** How far the two readings of a daemon may be apart: one that is scheduled away in between, in most cases. */
    private static final long READING_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The kernel slews the wall clock by 500 parts in a million at most, which is one in this many. */
    private static final long SLEW = 2_000;

    private final @Nullable ClockPair distant;

    private ShipClock(@Nullable ClockPair distant) {
        this.distant = distant;
    }

    /** Returns the clocks of a stream's sender. */
    public static ShipClock of(StreamHeader hello) {
        return new ShipClock(hello.bootId().toString().equals(ownBoot()) ? null : hello.clocks());
    }

    private static String ownBoot() {
        try {
            return Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
        } catch (IOException unknown) {
            return "";
        }
    }

    /**
     * Returns a moment on both clocks.
     *
     * @param monotonicNs about the present, on the host's clock of events
     */
    public ClockReading at(long monotonicNs) {
        ClockPair began = distant;
        return began == null
                ? ClockReading.now()
                : new ClockReading(began, READING_NS + Math.abs(monotonicNs - began.monotonicNs()) / SLEW);
    }
}
