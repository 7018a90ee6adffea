package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.LostEvents;
import io.ringtail.client.Tracer;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with room for all events of a test, and a tracer on it whose providers' events are of the system x. */
abstract class RoomyDaemon {
    /** The length of an event's common fields, where its own begin. */
    static final int COMMON = 8;

    static final Geometry ROOMY = new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(1 << 16, 64), 4, 512, 1 << 16);

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

    /** Returns where the tracer counts events that are lost without the stack for a call. */
    final LostEvents lostEvents() throws ReflectiveOperationException {
        return (LostEvents) get(get(tracer, "threads"), "lost");
    }

    /** Returns where it counts those of an instance. */
    final LostEvents lostEventsIn(String instance) throws ReflectiveOperationException {
        Map<?, ?> instances = (Map<?, ?>) get(get(tracer, "threads"), "instances");
        return (LostEvents) get(Objects.requireNonNull(instances.get(instance)), "lost");
    }

    /** Returns whether all lost events are in the account of a ring. */
    static boolean isSettled(LostEvents lost) throws ReflectiveOperationException {
        synchronized (lost) {
            return (long) get(lost, "settled") == ((AtomicLong) get(lost, "added")).get() + lost.uncalled;
        }
    }

    private static Object get(Object owner, String field) throws ReflectiveOperationException {
        Field declared = owner.getClass().getDeclaredField(field);
        declared.setAccessible(true);
        return Objects.requireNonNull(declared.get(owner));
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
