package io.ringtail.kafka.ship;

import io.ringtail.kafka.record.Checkpoints;
import io.ringtail.kafka.record.Checkpoints.Checkpoint;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code PREFIX.meta} has of a host's boot: the formats of a ring buffer, and where earlier shippers were. */
final class HostMeta {
    private final MetaKey origin;
    private final Map<Integer, byte[]> formats = new HashMap<>();
    private final Map<Integer, Checkpoint> latest = new TreeMap<>();
    private final Map<Integer, Checkpoint> own = new TreeMap<>();
    private final FormerBuffers former = new FormerBuffers();
    private long session = Long.MIN_VALUE;
    private long ownSession = Long.MIN_VALUE;
    private long othersMs = Long.MIN_VALUE;

    /**
     * Creates an object that knows nothing yet.
     *
     * @param origin any key of the host, the boot and the ring buffer
     */
    HostMeta(MetaKey origin) {
        this.origin = origin;
    }

    /** Takes the next record of the topic, of an unknown time. */
    void take(byte @Nullable [] key, byte @Nullable [] value) {
        take(key, value, Long.MAX_VALUE);
    }

    /**
     * Takes the next record of the topic. Records that no shipper of this version writes are passed over.
     *
     * @param writtenMs the record's timestamp, ms since 1970
     */
    void take(byte @Nullable [] key, byte @Nullable [] value, long writtenMs) {
        if (key == null) {
            return;
        }
        try {
            MetaKey parsed = MetaKey.parse(key);
            if (!parsed.host().equals(origin.host())) {
                othersMs = Math.max(othersMs, writtenMs);
                return;
            }
            if (value == null) {
                former.remove(parsed);
            } else {
                take(parsed, value, writtenMs);
            }
        } catch (MalformedRecordException ignored) {
            // Whoever may write to the topic can put it there: it takes nothing away.
        }
    }

    private void take(MetaKey key, byte[] value, long writtenMs) throws MalformedRecordException {
        if (!key.boot().equals(origin.boot()) || key.generation() != origin.generation()) {
            former.add(key, value, writtenMs);
        }
        if (!key.boot().equals(origin.boot())) {
            return;
        }
        if (key.kind() == MetaKey.Kind.POSITIONS) {
            take(key.generation(), Checkpoints.parse(value));
        } else if (key.kind() == MetaKey.Kind.FORMAT && key.generation() == origin.generation()) {
            formats.put(key.id(), value);
        }
    }

    private void take(long generation, Checkpoints positions) {
        if (positions.session() >= session) {
            session = positions.session();
            replace(latest, positions);
        }
        if (generation == origin.generation() && positions.session() >= ownSession) {
            ownSession = positions.session();
            replace(own, positions);
        }
    }

    private static void replace(Map<Integer, Checkpoint> former, Checkpoints positions) {
        former.clear();
        positions.cpus().forEach(cpu -> former.put(cpu.cpu(), cpu));
    }

    /** What the topic has of the host's former ring buffers. */
    FormerBuffers former() {
        return former;
    }

    /** The formats' frames by the ids of their events. */
    Map<Integer, byte[]> formats() {
        return formats;
    }

    /**
     * Where the last shipper of this ring buffer was on each CPU, or that of any other one if there was none: a shipper of
     * another ring buffer, such as an instance with the same name, may have come after it.
     */
    Map<Integer, Checkpoint> checkpoints() {
        return isSameBuffer() ? own : latest;
    }

    /** Whether the positions of checkpoints are those of the ring buffer that is there now. */
    boolean isSameBuffer() {
        return ownSession != Long.MIN_VALUE;
    }

    /** The session that wrote the checkpoints. */
    long checkpointSession() {
        return isSameBuffer() ? ownSession : session;
    }

    /** The newest timestamp of other hosts' records, ms since 1970; {@link Long#MIN_VALUE} without such records. */
    long othersMs() {
        return othersMs;
    }

    /** The last shipper's session. */
    long session() {
        return session;
    }
}
