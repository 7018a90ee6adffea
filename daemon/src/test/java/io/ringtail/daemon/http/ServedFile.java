package io.ringtail.daemon.http;

import io.netty.channel.group.ChannelGroup;
import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.PeerLimits;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.access.ServiceLimits;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.daemon.control.RegisteredEvent;
import io.ringtail.daemon.control.SavedThread;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.feed.ThreadNames;
import io.ringtail.daemon.hotplug.CpuState;
import io.ringtail.daemon.hotplug.CpuStatus;
import io.ringtail.daemon.hotplug.HandshakeCounts;
import io.ringtail.daemon.hotplug.HandshakeTimes;
import io.ringtail.daemon.hotplug.WaitedClient;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.trigger.Triggers;
import io.ringtail.daemon.wake.RingWatch;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.merge.MergedEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A server over a buffer file, with events and names that a test provides. */
public final class ServedFile implements ServedEvents, ThreadNames, AutoCloseable {
    static final int SUBBUF_SIZE = 4096;
    public static final int EVENTS_A_PAGE = (SUBBUF_SIZE - 16) / WrittenRing.EVENT_LENGTH;
    static final int POSSIBLE_CPUS = 4;
    static final int EVENT_ID = 40;
    static final int PID = 70;
    static final String FORMAT = "name: tick\nID: 40\nformat:\n";

    final Map<Integer, RegisteredEvent> events = new ConcurrentHashMap<>();
    final Map<Integer, Boolean> enabled = new ConcurrentHashMap<>();
    final Map<Integer, String> names = new ConcurrentHashMap<>();
    final AtomicInteger snapshotsAsked = new AtomicInteger();
    private final Path path;
    private final BufferFile file;
    private final ServerSettings settings;
    private final Served served;
    private final StreamServer server;
    private final DaemonEnd end = new DaemonEnd();
    private final RemoteLog log = new RemoteLog(System::nanoTime);
    private final Access access;
    private final @Nullable ServerTls tls;

    ServedFile(Path directory, int subbufs, int maxSessions, long requestTimeoutMs) throws IOException {
        this(directory, BufferMode.OVERWRITE, subbufs, maxSessions, requestTimeoutMs);
    }

    ServedFile(Path directory, BufferMode mode, int subbufs, int maxSessions, long requestTimeoutMs)
            throws IOException {
        this(
                directory,
                mode,
                subbufs,
                maxSessions,
                requestTimeoutMs,
                new Access(new AnonymousRoles(Role.all(), false), List.of()),
                null);
    }

    /** A server that speaks TLS, and identifies its clients. */
    ServedFile(Path directory, long requestTimeoutMs, Access access, ServerTls tls) throws IOException {
        this(directory, BufferMode.OVERWRITE, 4, 32, requestTimeoutMs, access, tls);
    }

    private ServedFile(
            Path directory,
            BufferMode mode,
            int subbufs,
            int maxSessions,
            long requestTimeoutMs,
            Access access,
            @Nullable ServerTls tls)
            throws IOException {
        this.access = access;
        this.tls = tls;
        path = directory.resolve("buffer-" + subbufs + '-' + maxSessions);
        Geometry geometry = new Geometry(mode, POSSIBLE_CPUS, new RingGeometry(SUBBUF_SIZE, subbufs), 4, 64, 64);
        try {
            file = BufferFile.open(path, geometry);
        } catch (BufferFileException e) {
            throw new IOException(e);
        }
        events.put(EVENT_ID, new RegisteredEvent(EVENT_ID, "load", "tick", FORMAT));
        names.put(77, "main");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        settings = new ServerSettings(address, 2, 64, maxSessions, requestTimeoutMs, 96L << 20, PeerLimits.NONE);
        served = served(System::nanoTime);
        server = StreamServer.start(settings, access, null, served, end, log);
    }

    public ServedFile(Path directory) throws IOException {
        this(directory, 4, 32, 10_000);
    }

    /** The served parts, with another clock. */
    Served served(LongSupplier clock) {
        Function<EventSink, MergedEvents> decoder =
                sink -> new EventDecoder(new EventCatalog(this::text, 1 << 20), names::get, tid -> PID, sink);
        return new Served(
                file,
                this,
                this,
                List::of,
                List::of,
                this::cpu,
                () -> new HandshakeCounts(1, 2, 3, 4, 5),
                () -> HandshakeTimes.NONE,
                Lines::new,
                Lines::new,
                decoder,
                this::snapshot,
                new Triggers(
                        new FeedSource(file, this::event, this, decoder, clock, "here"), this, this::snapshot, end),
                subbufs -> CompletableFuture.completedFuture("the rings now have " + subbufs),
                ServedInstances.NONE,
                new Health(),
                tls,
                List::of,
                () -> false,
                clock,
                "here",
                "1.2.3");
    }

    private EventCatalog.@Nullable Text text(int id) {
        RegisteredEvent event = events.get(id);
        return event == null ? null : new EventCatalog.Text(event.system(), event.format());
    }

    /** A CPU's status: online or not, as in the file; a CPU that is not online has a failure. */
    private CpuStatus cpu(int cpu) {
        return file.online(cpu)
                ? new CpuStatus(CpuState.ONLINE, 3, 812_000, new WaitedClient(2, 77, "app"), 0, "")
                : new CpuStatus(CpuState.OFFLINE, 0, 0, null, 1, "no \"space\"");
    }

    /** Takes no snapshot, and fails if the reason asks for that. */
    private CompletableFuture<ServedSnapshots.Taken> snapshot(String reason) {
        snapshotsAsked.incrementAndGet();
        return switch (reason) {
            case "refuse" -> CompletableFuture.failedFuture(new ServedSnapshots.RefusedException("not now"));
            case "fail" -> CompletableFuture.failedFuture(new IOException("the disk is full"));
            default ->
                CompletableFuture.supplyAsync(
                        () -> new ServedSnapshots.Taken(Path.of("/tmp/s.dat"), 7, 3, 4096, reason));
        };
    }

    /** Brings a CPU online. */
    public WrittenRing addRing(int cpu) throws IOException {
        try {
            file.prepare(cpu);
        } catch (BufferFileException e) {
            throw new IOException(e);
        }
        int word = HeaderDescriptor.onlineWordOffset(cpu);
        file.metadata().putLong(word, file.metadata().getLong(word) | HeaderDescriptor.maskBit(cpu));
        return new WrittenRing(path, file.geometry(), cpu);
    }

    /** Replaces a CPU's ring by one of the same size: the first one that is replaced. */
    WrittenRing replaceRing(int cpu) throws IOException {
        RingGeometry sizes = file.geometry().ring();
        long length = sizes.regionLength();
        long offset = (file.length() + length - 1) / length * length;
        try {
            file.prepareNext(cpu, sizes);
            file.turn(cpu);
        } catch (BufferFileException e) {
            throw new IOException(e);
        }
        return new WrittenRing(path, file.geometry(), cpu, offset);
    }

    /** A reader of a CPU's ring from its oldest event on. */
    public RingReader reader(int cpu) {
        return Objects.requireNonNull(file.ring(cpu)).openReader(StartAt.OLDEST, false);
    }

    /** Opens a reader that the rings wait for in discard mode. */
    RingReader losslessReader(int cpu) {
        return Objects.requireNonNull(file.ring(cpu)).openReader(StartAt.OLDEST, true);
    }

    /** A CPU's counters. */
    RingStatistics statistics(int cpu) {
        return Objects.requireNonNull(file.ring(cpu)).statistics();
    }

    /** The buffer itself. */
    public BufferFile buffer() {
        return file;
    }

    /** What feeds are made of. */
    public FeedSource feeds() {
        return served.feeds();
    }

    /** The buffer's creation time. */
    long created() {
        return file.created();
    }

    int port() {
        return server.address().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The pipeline of a connection. */
    HttpInitializer handler(ChannelGroup connections) {
        return handler(connections, Map.of());
    }

    /** The pipeline of a connection, by which instances are served, too. */
    HttpInitializer handler(ChannelGroup connections, Map<String, RequestRouter.Shared> instances) {
        ServiceLimits limits = limits();
        return new HttpInitializer(
                settings,
                served.tls(),
                shared(limits, connections, instances),
                connections,
                limits.connections(),
                file.geometry().possibleCpus());
    }

    /** This file as an instance. */
    RequestRouter.Shared instance(ChannelGroup connections) {
        return shared(limits(), connections, Map.of());
    }

    private static ServiceLimits limits() {
        return ServiceLimits.of(64, 8, 8, PeerLimits.NONE, System::nanoTime);
    }

    private RequestRouter.Shared shared(
            ServiceLimits limits, ChannelGroup connections, Map<String, RequestRouter.Shared> instances) {
        Guard guard = new Guard(access, new Audit(log), limits.requests(), false);
        ServedTree tree = new ServedTree(
                new TreeBuilder(served, new Receivers(limits.streams(), limits.textStreams()), limits, guard).root());
        return new RequestRouter.Shared(
                tree,
                guard,
                new Answers(limits.answers()),
                new RingWatch(file, Thread::new),
                end,
                log,
                connections,
                instances);
    }

    /** Ends the server; the file stays. */
    void stopServing() {
        server.close();
    }

    @Override
    public Collection<RegisteredEvent> all() {
        return new TreeMap<>(events).values();
    }

    @Override
    public List<RegisteredEvent> after(int id, int most) {
        return all().stream().filter(event -> event.id() > id).limit(most).toList();
    }

    @Override
    public List<String> systems() {
        return events.values().stream()
                .map(RegisteredEvent::system)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<String> names(String system) {
        return events.values().stream()
                .filter(event -> event.system().equals(system))
                .map(RegisteredEvent::name)
                .sorted()
                .toList();
    }

    @Override
    public @Nullable RegisteredEvent event(String system, String name) {
        return events.values().stream()
                .filter(event -> event.system().equals(system) && event.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable RegisteredEvent event(int id) {
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
    public @Nullable SavedThread find(int tid) {
        String name = names.get(tid);
        return name == null ? null : new SavedThread(PID, name);
    }

    @Override
    public void forEach(Entry entry) {
        names.forEach((tid, name) -> entry.onThread(tid, PID, name));
    }

    @Override
    public void close() {
        server.close();
        file.close();
    }

    private record Lines(StringBuilder out) implements MergedEvents {
        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            out.append(cpu).append(' ').append(event.timestamp()).append('\n');
        }

        @Override
        public void onLost(int cpu, long lost) {
            out.append("CPU:").append(cpu).append(" [LOST ").append(lost).append(" EVENTS]\n");
        }

        @Override
        public void onLate(int cpu, long byNs) {
            out.append("CPU:").append(cpu).append(" [LATE BY ").append(byNs).append("]\n");
        }
    }
}
