package io.ringtail.daemon.stream;

import io.ringtail.proto.layout.Geometry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The buffer whose pages are served. All methods may be called by any thread, at any time. */
public interface Rings {
    /** The buffer's sizes. */
    Geometry geometry();

    /** The boot in which its times were taken. */
    UUID bootId();

    /** Whether a CPU is online now. */
    boolean isOnline(int cpu);

    /** A CPU's ring; null if the CPU has never been online. A ring that was there once stays. */
    @Nullable
    CpuRing ring(int cpu);
}
