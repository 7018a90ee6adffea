package io.ringtail.kafka.ship;

import io.ringtail.kafka.record.ClockRecord;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The records that {@code PREFIX.meta} has of a host's former ring buffers. The topic keeps them until they are removed;
 * nobody needs them any more once the pages of such a buffer have expired.
 */
final class FormerBuffers {
    /** A broker removes whole segments, so pages stay longer than their retention says. */
    private static final long MARGIN_MS = TimeUnit.DAYS.toMillis(7);

    private final Map<Buffer, Kept> buffers = new HashMap<>();

    private record Buffer(UUID boot, long generation) {}

    /** A buffer's keys, and when its shipper last read the clocks and wrote a record. */
    private static final class Kept {
        private static final long NEVER = Long.MIN_VALUE;

        private final Set<MetaKey> keys = new LinkedHashSet<>();
        private long clockMs = NEVER;
        private long writtenMs = NEVER;

        long lastMs() {
            return clockMs == NEVER ? writtenMs : clockMs;
        }
    }

    /**
     * Notes a record.
     *
     * @param writtenMs the record's timestamp, ms since 1970: it counts where no reading of the clocks is in the topic;
     *     {@link Long#MAX_VALUE} if unknown
     */
    void add(MetaKey key, byte[] value, long writtenMs) throws MalformedRecordException {
        Kept kept = buffers.computeIfAbsent(new Buffer(key.boot(), key.generation()), first -> new Kept());
        kept.keys.add(key);
        kept.writtenMs = Math.max(kept.writtenMs, writtenMs);
        if (key.kind() == MetaKey.Kind.CLOCK) {
            kept.clockMs = TimeUnit.NANOSECONDS.toMillis(
                    ClockRecord.parse(value).pair().realtimeNs());
        }
    }

    /** Notes that a record has been removed. */
    void remove(MetaKey key) {
        Buffer buffer = new Buffer(key.boot(), key.generation());
        Kept kept = buffers.get(buffer);
        if (kept != null && kept.keys.remove(key) && kept.keys.isEmpty()) {
            buffers.remove(buffer);
        }
    }

    /** Forgets all records. */
    void clear() {
        buffers.clear();
    }

    /**
     * Returns the keys of buffers whose pages have expired.
     *
     * @param retentionMs how long the topic keeps pages, ms; negative if for ever
     */
    List<byte[]> expired(long nowMs, long retentionMs) {
        List<byte[]> keys = new ArrayList<>();
        for (Kept kept : buffers.values()) {
            if (retentionMs >= 0 && kept.lastMs() < nowMs - retentionMs - MARGIN_MS) {
                kept.keys.forEach(key -> keys.add(key.bytes()));
            }
        }
        return keys;
    }
}
