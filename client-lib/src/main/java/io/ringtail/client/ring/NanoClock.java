package io.ringtail.client.ring;

/** The clock of event timestamps: CLOCK_MONOTONIC in ns, the same in every process of a machine. */
@FunctionalInterface
public interface NanoClock {
    /** The clock that {@link System#nanoTime()} reads on Linux. */
    NanoClock MONOTONIC = new Monotonic();

    /** A class and not a method reference: every event of a JVM that still interprets calls it. */
    final class Monotonic implements NanoClock {
        private Monotonic() {}

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    /** Returns nanoseconds since boot. */
    long nanoTime();
}
