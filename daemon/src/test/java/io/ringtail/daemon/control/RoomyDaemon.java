package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.Tracer;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with room for all events of a test, and a tracer on it whose providers' events are of the system x. */
abstract class RoomyDaemon {
    /** The length of an event's common fields, where its own begin. */
    static final int COMMON = 8;

    private static final Geometry ROOMY =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(1 << 16, 64), 4, 512, 1 << 16);

    @TempDir
    Path dir;

    TestDaemon daemon;
    Tracer tracer;

    @BeforeEach
    void connect() throws Exception {
        daemon = new TestDaemon(dir, "0-1", ROOMY);
        tracer = Tracer.connect(dir);
    }

    @AfterEach
    void close() {
        tracer.close();
        daemon.close();
    }

    /** Returns a provider that is implemented in a way, the value of {@code ringtail.providers}. */
    final <T> T provider(Class<T> type, String way) {
        System.setProperty("ringtail.providers", way);
        try {
            return tracer.provider(type);
        } finally {
            System.clearProperty("ringtail.providers");
        }
    }

    /** Waits until events reach a ring, of all types registered so far. */
    final void ready() throws InterruptedException {
        assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    /** Returns the payloads of an event. */
    final List<ByteBuffer> events(String name) {
        return WrittenEvents.of(daemon, "x", name);
    }
}
