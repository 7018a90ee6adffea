package io.ringtail.daemon.stream;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A server over rings, events and names that a test lays out. */
final class FakeDaemon implements Rings, ServedEvents, ThreadNames, AutoCloseable {
    static final int SUBBUF_SIZE = 4096;
    static final String FORMAT = "name: tick\nID: 40\nformat:\n";

    final Map<Integer, FakeRing> rings = new ConcurrentHashMap<>();
    final Map<Integer, ServedEvent> events = new ConcurrentHashMap<>();
    final Map<Integer, Boolean> enabled = new ConcurrentHashMap<>();
    final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final Geometry geometry = Geometry.of(BufferMode.OVERWRITE, 4, new RingGeometry(SUBBUF_SIZE, 4));
    private final StreamServer server;

    FakeDaemon(int maxSessions, long requestTimeoutMs) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        events.put(40, new ServedEvent(40, "load", "tick", FORMAT));
        names.put(77, "main");
        server = StreamServer.start(
                new ServerSettings(address, 2, 64, maxSessions, requestTimeoutMs, 96L << 20),
                new Served(this, this, this, List::of, Lines::new, Lines::new, System::nanoTime, "here", "1.2.3"));
    }

    FakeDaemon() throws IOException {
        this(32, 10_000);
    }

    FakeRing addRing(int cpu) {
        FakeRing ring = new FakeRing(SUBBUF_SIZE);
        rings.put(cpu, ring);
        return ring;
    }

    InetSocketAddress address() {
        return server.address();
    }

    String url() {
        return "http://127.0.0.1:" + address().getPort();
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public UUID bootId() {
        return new UUID(1, 2);
    }

    @Override
    public boolean isOnline(int cpu) {
        return rings.containsKey(cpu);
    }

    @Override
    public @Nullable CpuRing ring(int cpu) {
        return rings.get(cpu);
    }

    @Override
    public Collection<ServedEvent> all() {
        return new TreeMap<>(events).values();
    }

    @Override
    public @Nullable ServedEvent event(int id) {
        return events.get(id);
    }

    @Override
    public boolean isEnabled(int id) {
        return enabled.getOrDefault(id, true);
    }

    @Override
    public void setEnabled(int id, boolean on) {
        enabled.put(id, on);
    }

    @Override
    public @Nullable String name(int tid) {
        return names.get(tid);
    }

    @Override
    public void forEach(BiConsumer<Integer, String> entry) {
        names.forEach(entry);
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Lines implements EventText {
        @Override
        public void event(StringBuilder out, int cpu, ByteBuffer page, PageIterator event) {
            out.append(cpu).append(' ').append(event.timestamp()).append('\n');
        }

        @Override
        public void lost(StringBuilder out, int cpu, long lost) {
            out.append("CPU:").append(cpu).append(" [LOST ").append(lost).append(" EVENTS]\n");
        }
    }
}
