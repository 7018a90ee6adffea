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
    private final Map<Integer, Checkpoint> checkpoints = new TreeMap<>();
    private final FormerBuffers former = new FormerBuffers();
    private long checkpointGeneration = Long.MIN_VALUE;
    private long session = Long.MIN_VALUE;

    /**
     * Creates an object that knows nothing yet.
     *
     * @param origin any key of the host, the boot and the ring buffer
     */
    HostMeta(MetaKey origin) {
        this.origin = origin;
    }

    /** Takes the next record of the topic. Records that no shipper of this version writes are passed over. */
    void take(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null) {
            return;
        }
        try {
            take(MetaKey.parse(key), value);
        } catch (MalformedRecordException ignored) {
            // Whoever may write to the topic can put it there: it takes nothing away.
        }
    }

    private void take(MetaKey key, byte[] value) throws MalformedRecordException {
        if (!key.host().equals(origin.host())) {
            return;
        }
        if (!key.boot().equals(origin.boot()) || key.generation() != origin.generation()) {
            former.add(key, value);
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

    /** Of the checkpoints of all ring buffers, those of the latest session are where the topic's last pages are. */
    private void take(long generation, Checkpoints positions) {
        if (positions.session() >= session) {
            session = positions.session();
            checkpointGeneration = generation;
            checkpoints.clear();
            positions.cpus().forEach(cpu -> checkpoints.put(cpu.cpu(), cpu));
        }
    }

    /** What the topic has of the host's former ring buffers. */
    FormerBuffers former() {
        return former;
    }

    /** The formats' frames by the ids of their events. */
    Map<Integer, byte[]> formats() {
        return formats;
    }

    /** Where the last shipper was on each CPU. */
    Map<Integer, Checkpoint> checkpoints() {
        return checkpoints;
    }

    /** Whether the positions of checkpoints are those of the ring buffer that is there now. */
    boolean isSameBuffer() {
        return checkpointGeneration == origin.generation();
    }

    /** The last shipper's session. */
    long session() {
        return session;
    }
}
