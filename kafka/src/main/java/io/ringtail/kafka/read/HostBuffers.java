package io.ringtail.kafka.read;

import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.proto.stream.MalformedStreamException;
import io.ringtail.reader.fleet.FleetHost;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The ring buffers of all wanted hosts, with what {@code PREFIX.meta} says of them. For one thread. */
final class HostBuffers {
    private final Predicate<String> wanted;
    private final Map<FleetHost, HostBuffer> buffers = new HashMap<>();
    private long malformed;

    HostBuffers(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** Whether a host is one of those that are read. */
    boolean isWanted(String host) {
        return wanted.test(host);
    }

    /** Takes the next record of the topic. */
    void take(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null) {
            return;
        }
        try {
            MetaKey parsed = MetaKey.parse(key);
            if (wanted.test(parsed.host())) {
                of(new FleetHost(parsed.host(), parsed.boot(), parsed.generation()))
                        .take(parsed.kind(), value);
            }
        } catch (MalformedRecordException | MalformedStreamException e) {
            malformed++;
        }
    }

    /** Returns a ring buffer, of which nothing may be known yet. */
    HostBuffer of(FleetHost host) {
        return buffers.computeIfAbsent(host, HostBuffer::new);
    }

    /** Returns the number of records that no shipper writes. */
    long malformed() {
        return malformed;
    }

    /** Returns the largest error of a host's clock readings, ns. */
    long clockErrorNs() {
        return buffers.values().stream()
                .mapToLong(buffer -> buffer.clock().errorNs())
                .max()
                .orElse(0);
    }
}
