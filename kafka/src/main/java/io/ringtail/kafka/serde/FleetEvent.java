package io.ringtail.kafka.serde;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of a fleet.
 *
 * @param host the host's name
 * @param cpu the CPU whose ring held the event
 * @param timeNs its time on the host's wall clock, ns since 1970
 * @param tid the thread that wrote it
 * @param pid the thread's process; 0 if unknown
 * @param comm the thread's name; null if unknown
 * @param system the event's system; null if its type is unknown
 * @param name the event's name; null if its type is unknown
 * @param fields its fields but the common ones, in their order: {@code Long}, {@code Boolean}, {@code Double}, {@code
 *     String}, also for values with names, or a {@code List} of {@code Long}; unsigned 64-bit numbers from 2^63 on are
 *     negative
 */
public record FleetEvent(
        String host,
        int cpu,
        long timeNs,
        int tid,
        int pid,
        @Nullable String comm,
        @Nullable String system,
        @Nullable String name,
        Map<String, Object> fields) {
    /** Copies the fields. */
    public FleetEvent {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
