package io.ringtail.system;

import java.util.Map;

/** A receiver of a soak's events that accounts for each CPU's: those that it got, and those reported to it as lost. */
interface SoakReceiver extends AutoCloseable {
    /** Its name in reports. */
    String name();

    /** The events received or reported as lost since it was opened, by CPU; throws if one of them was wrong. */
    Map<Integer, Long> accounted();

    /** The events reported to it as lost. */
    long lost();

    /** Whether it has ended with its daemon, as those do that cannot resume. */
    default boolean hasEnded() {
        return false;
    }

    /** Reads as fast as it can, until it is asked to {@link #begin} again. */
    default void settle() {}

    /** Reads as is its way. */
    default void begin() {}

    @Override
    void close();
}
