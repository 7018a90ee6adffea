package io.ringtail.client.ring;

/** The clock that events are stamped with: CLOCK_MONOTONIC in ns, the same in every process of a machine. */
@FunctionalInterface
public interface NanoClock {
    /** What {@link System#nanoTime()} reads, on Linux. */
    NanoClock MONOTONIC = System::nanoTime;

    /** Nanoseconds since boot. */
    long nanoTime();
}
