package io.ringtail.daemon.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.ServiceLimits;
import io.ringtail.daemon.control.AcceptPause;
import io.ringtail.daemon.control.PlacedSocket;
import io.ringtail.daemon.control.RunDirectoryException;
import io.ringtail.daemon.feed.MergedFeed;
import io.ringtail.daemon.feed.Receivers;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.wake.RingWatch;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The HTTP listener: serves tracefs's tree and {@code /stream} until it is closed. */
public final class StreamServer implements AutoCloseable {
    private static final int WRITE_BUFFER_LOW = ServerSettings.WRITE_BUFFER_HIGH / 2;
    private static final int PAGE_SIZE = 8192;
    private static final int CHUNK_ORDER = 8;
    private static final long STOP_SECONDS = 2;
    private static final int KEEPALIVE_IDLE_S = 60;
    private static final int KEEPALIVE_INTERVAL_S = 15;
    private static final int KEEPALIVE_PROBES = 4;

    private final EventLoopGroup loops;
    private final RingWatch watch;
    private final ChannelGroup connections;
    private final Channel listener;
    private final InetAddress asked;
    private final @Nullable PlacedSocket local;
    private final Receivers receivers;
    private final ServiceLimits limits;
    private final InstanceHost instances;

    private StreamServer(
            EventLoopGroup loops,
            RingWatch watch,
            ChannelGroup connections,
            Channel listener,
            InetAddress asked,
            @Nullable PlacedSocket local,
            Receivers receivers,
            ServiceLimits limits,
            InstanceHost instances) {
        this.loops = loops;
        this.watch = watch;
        this.connections = connections;
        this.listener = listener;
        this.asked = asked;
        this.local = local;
        this.receivers = receivers;
        this.limits = limits;
        this.instances = instances;
    }

    /**
     * Starts to listen and to serve.
     *
     * @param access decides who may ask for what
     * @param local the UNIX socket; null for none
     * @param end begins when a thread ends, or a failure leaves the process untrustworthy
     * @param log for events that receivers can cause
     * @throws IOException if the address cannot be bound; the message says which and why
     */
    public static StreamServer start(
            ServerSettings settings,
            Access access,
            @Nullable LocalListener local,
            Served served,
            DaemonEnd end,
            RemoteLog log)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ThreadFactory threads = end.needed("ringtail-http", new DefaultThreadFactory("ringtail-http", true));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(settings.threads(), threads, ioHandlers());
        Geometry geometry = served.buffer().geometry();
        ServiceLimits limits = ServiceLimits.of(
                HttpInitializer.mostConnections(settings, geometry.possibleCpus()),
                settings.receivers(geometry.ring().subbufSize()),
                MergedFeed.MOST,
                settings.limits(),
                served.clock());
        Receivers receivers = new Receivers(limits.streams(), limits.textStreams());
        Sharing sharing = new Sharing(access, limits, end, log);
        RingWatch watch = new RingWatch(
                served.buffer(), end.needed("ringtail-watch", new DefaultThreadFactory("ringtail-watch", true)));
        EventLoop accepting = loops.next();
        ServerBootstrap bootstrap = bootstrap(settings, accepting, loops);
        Map<String, RequestRouter.Shared> hosted = new ConcurrentHashMap<>();
        HttpInitializer initializer = new HttpInitializer(
                settings,
                served.tls(),
                sharing.share("", served, receivers, watch, hosted),
                connections,
                limits.connections(),
                geometry.possibleCpus());
        InstanceHost instances = new InstanceHost(
                hosted,
                loops,
                (name, buffer, ringWatch) -> sharing.share(
                        " in instance " + name,
                        buffer,
                        new Receivers(limits.streams(), limits.textStreams()),
                        ringWatch,
                        Map.of()),
                (shared, place, instanceEnd) ->
                        listen(bootstrap, initializer.serving(shared), accepting, place, instanceEnd));
        try {
            Channel listener = listen(bootstrap.clone().childHandler(initializer), settings, end);
            PlacedSocket placed = local == null ? null : listen(bootstrap, initializer, accepting, local, end);
            watch.start();
            return new StreamServer(
                    loops,
                    watch,
                    connections,
                    listener,
                    settings.address().getAddress(),
                    placed,
                    receivers,
                    limits,
                    instances);
        } catch (IOException | RuntimeException | Error e) {
            loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    /** What the requests to each buffer share. */
    private record Sharing(Access access, ServiceLimits limits, DaemonEnd end, RemoteLog log) {
        RequestRouter.Shared share(
                String place,
                Served served,
                Receivers receivers,
                RingWatch watch,
                Map<String, RequestRouter.Shared> instances) {
            boolean discards = served.buffer().geometry().mode() == BufferMode.DISCARD;
            Guard guard = new Guard(access, new Audit(log), limits.requests(), discards, place);
            ServedTree tree = new ServedTree(new TreeBuilder(served, receivers, limits, guard).root());
            ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
            return new RequestRouter.Shared(
                    tree, guard, new Answers(limits.answers()), watch, end, log, connections, instances);
        }
    }

    private static Channel listen(ServerBootstrap bootstrap, ServerSettings settings, DaemonEnd end)
            throws IOException {
        ChannelFuture bound = withKeepAliveTimes(bootstrap)
                .channel(listenerClass())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .handler(new AcceptPause("receiver connections", end))
                .bind(settings.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + settings.address() + ": "
                    + bound.cause().getMessage() + "; choose another with --http HOST:PORT");
        }
        return bound.channel();
    }

    private static PlacedSocket listen(
            ServerBootstrap common,
            HttpInitializer initializer,
            EventLoop accepting,
            LocalListener local,
            DaemonEnd end)
            throws IOException {
        ServerBootstrap bootstrap = common.clone()
                .childHandler(initializer.identifying(new LocalPeers(local.users())))
                .channel(EpollServerDomainSocketChannel.class)
                // After the end of the input, nothing tells whether the peer still receives.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .handler(new AcceptPause("local receiver connections", end));
        try {
            return PlacedSocket.listen(local.place(), bootstrap, accepting, end);
        } catch (RunDirectoryException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What both listeners have in common, one pool of memory among them. */
    private static ServerBootstrap bootstrap(ServerSettings settings, EventLoop accepting, EventLoopGroup loops) {
        return new ServerBootstrap()
                .group(accepting, loops)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, allocator(settings.threads()))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(WRITE_BUFFER_LOW, ServerSettings.WRITE_BUFFER_HIGH));
    }

    /** The listening address, with the actual port; if it listens on all addresses, those of the requested family. */
    public InetSocketAddress address() {
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return asked.isAnyLocalAddress()
                ? new InetSocketAddress(asked, port)
                : (InetSocketAddress) listener.localAddress();
    }

    /** The receivers being served, which other servers of the same pages join. */
    public Receivers receivers() {
        return receivers;
    }

    /** Wakes the receivers when rings move, also those of other servers, which are closed before this one. */
    public RingWatch watch() {
        return watch;
    }

    /** The limits of peers, which may be changed. */
    public ServiceLimits limits() {
        return limits;
    }

    /** Serves instances besides. */
    public InstanceHost instances() {
        return instances;
    }

    /** The event loops that serve connections. */
    public Iterable<? extends ScheduledExecutorService> loops() {
        return loops;
    }

    /** The problem that keeps receivers from connecting; empty if there is none. */
    public String problem() {
        if (!listener.isOpen()) {
            return "the listener is closed";
        }
        return local == null ? "" : local.problem();
    }

    /** Ends every stream with a farewell, and stops within a few seconds. */
    @Override
    public void close() {
        if (local != null) {
            local.close(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        }
        listener.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        watch.close();
        for (Channel connection : connections) {
            connection.pipeline().fireUserEventTriggered(ServerStops.NOW);
            connection.eventLoop().execute(() -> connection.flush().close());
        }
        connections.newCloseFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Detects within two minutes that a receiver's host is gone, even if nothing is sent to it. */
    private static ServerBootstrap withKeepAliveTimes(ServerBootstrap server) {
        if (Epoll.isAvailable()) {
            server.childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
        }
        return server;
    }

    /** The pool of the event loops: direct memory for pages, the heap for the records into which the JDK's TLS encrypts. */
    private static PooledByteBufAllocator allocator(int threads) {
        return new PooledByteBufAllocator(true, threads, threads, PAGE_SIZE, CHUNK_ORDER, 0, 0, false);
    }

    private static IoHandlerFactory ioHandlers() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    private static Class<? extends ServerChannel> listenerClass() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }
}
