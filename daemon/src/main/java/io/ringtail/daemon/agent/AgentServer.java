package io.ringtail.daemon.agent;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringtail.daemon.control.AcceptPause;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The agent's listener: serves {@code trace-cmd record -A}, on one thread, until it is closed. */
public final class AgentServer implements AutoCloseable {
    private static final String THREAD = "ringtail-agent";
    private static final long STOP_MS = 2000;
    private static final int KEEPALIVE_IDLE_S = 60;
    private static final int KEEPALIVE_INTERVAL_S = 15;
    private static final int KEEPALIVE_PROBES = 4;

    private final EventLoopGroup loop;
    private final ChannelGroup connections;
    private final Channel listener;

    private AgentServer(EventLoopGroup loop, ChannelGroup connections, Channel listener) {
        this.loop = loop;
        this.connections = connections;
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @param end begins when the thread ends, or a failure leaves the process untrustworthy
     * @param log for lines that peers can cause
     * @throws IOException if the address cannot be bound; the message says which and why
     */
    public static AgentServer start(AgentSettings settings, AgentSource source, DaemonEnd end, RemoteLog log)
            throws IOException {
        ThreadFactory threads = end.needed(THREAD, new DefaultThreadFactory(THREAD, true));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(loop.next(), true);
        AgentShared shared = new AgentShared(settings, source, end, log);
        PeerLimit limit = new PeerLimit(settings.maxConnections(), settings.maxOfPeer(), log);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
                .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S)
                .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES)
                .handler(new AcceptPause("connections of trace-cmd", end))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(limit)
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        TraceCmdMessage.MAX_LENGTH, 0, Integer.BYTES, -Integer.BYTES, 0))
                                .addLast(new MessageCodec())
                                .addLast(new AgentSession(shared));
                    }
                })
                .bind(settings.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS);
            throw new IOException("cannot listen on " + settings.address() + ": "
                    + bound.cause().getMessage() + "; choose another with --agent HOST:PORT");
        }
        return new AgentServer(loop, connections, bound.channel());
    }

    /** The listening address, with the actual port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The event loop that serves connections. */
    public Iterable<? extends ScheduledExecutorService> loops() {
        return loop;
    }

    /** The problem that keeps peers from connecting; empty if there is none. */
    public String problem() {
        return listener.isOpen() ? "" : "the agent's listener is closed";
    }

    /** Ends every recording with what has been written until now, and stops within a few seconds. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(STOP_MS);
        for (Channel connection : connections) {
            connection.pipeline().fireUserEventTriggered(AgentStops.NOW);
        }
        connections.newCloseFuture().awaitUninterruptibly(STOP_MS);
        connections.close().awaitUninterruptibly(STOP_MS);
        loop.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * STOP_MS);
    }
}
