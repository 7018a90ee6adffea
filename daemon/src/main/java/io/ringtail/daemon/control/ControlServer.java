package io.ringtail.daemon.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The control socket: accepts connections and creates a proxy of each client.
 *
 * <p>The file system decides who may connect: the socket is open to its user and group, in a directory whose
 * permissions the administrator sets.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    static final int MOST_UNREAD_BYTES = 1 << 18;

    private static final int BACKLOG = 1024;
    private static final long CLOSE_LIMIT_MS = 2000;

    private final EventLoopGroup loop;
    private final ChannelGroup channels;
    private final PlacedSocket socket;

    private ControlServer(EventLoopGroup loop, ChannelGroup channels, PlacedSocket socket) {
        this.loop = loop;
        this.channels = channels;
        this.socket = socket;
    }

    /**
     * Serves a run directory's control socket, on its own thread.
     *
     * @param directory locked by this process
     * @param conductor receives the clients' messages
     * @param buffer the descriptor to pass to clients, {@link BufferHandOver#NONE} if the buffer has a path
     * @param end notified when the thread ends
     * @param log for lines that clients can cause
     * @throws RunDirectoryException if the socket cannot be created
     */
    public static ControlServer bind(
            RunDirectory directory, DaemonConductor conductor, int buffer, DaemonEnd end, RemoteLog log)
            throws RunDirectoryException {
        return bind(directory, conductor.clientListener(), buffer, end, log);
    }

    static ControlServer bind(RunDirectory directory, ClientListener listener, int buffer, DaemonEnd end, RemoteLog log)
            throws RunDirectoryException {
        ThreadFactory threads = end.needed("control", new DefaultThreadFactory("control", true));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
        ChannelGroup channels = new DefaultChannelGroup(loop.next(), true);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerDomainSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(MOST_UNREAD_BYTES / 2, MOST_UNREAD_BYTES))
                .handler(new AcceptPause("client connections", end))
                .childHandler(new Initializer(listener, channels, buffer, end, log));
        try {
            return new ControlServer(
                    loop, channels, PlacedSocket.listen(directory.controlPlace(), bootstrap, loop.next(), end));
        } catch (RunDirectoryException | RuntimeException | Error e) {
            stop(loop);
            throw e;
        }
    }

    /** Returns the event loop that serves the socket, a single one. */
    public Iterable<? extends ScheduledExecutorService> loops() {
        return loop;
    }

    /** Returns the problem that keeps clients from connecting; empty if there is none. For any thread. */
    public String problem() {
        return socket.problem();
    }

    /** Closes the socket and all connections; clients continue to write, and reconnect when there is a daemon. */
    @Override
    public void close() {
        socket.close(CLOSE_LIMIT_MS);
        channels.close().awaitUninterruptibly(CLOSE_LIMIT_MS);
        stop(loop);
    }

    private static void stop(EventLoopGroup loop) {
        loop.shutdownGracefully(0, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * CLOSE_LIMIT_MS);
    }

    /** Installs a connection's handlers. */
    private static final class Initializer extends ChannelInitializer<EpollDomainSocketChannel> {
        private final ClientListener listener;
        private final ChannelGroup channels;
        private final int buffer;
        private final DaemonEnd end;
        private final RemoteLog log;
        private final Greeters greeters = new Greeters();

        Initializer(ClientListener listener, ChannelGroup channels, int buffer, DaemonEnd end, RemoteLog log) {
            this.listener = listener;
            this.channels = channels;
            this.buffer = buffer;
            this.end = end;
            this.log = log;
        }

        @Override
        protected void initChannel(EpollDomainSocketChannel channel) {
            channels.add(channel);
            try {
                PeerCredentials credentials = channel.peerCredentials();
                Peer peer = new Peer(credentials.pid(), credentials.uid(), firstGroup(credentials));
                if (!greeters.enter(peer)) {
                    String line = "closed a connection of " + peer
                            + ": too many connections of its process or user have not sent HELLO";
                    log.log(LOG, Level.WARN, "silent connections closed", peer.account(), line);
                    channel.close();
                    return;
                }
                channel.pipeline()
                        .addLast(new ControlMessageCodec())
                        .addLast(new GreetingTimeout(greeters, peer))
                        .addLast(new BufferHandOver(buffer))
                        .addLast(new SocketProxy(channel, peer, listener, end, log));
            } catch (IOException gone) {
                channel.close();
            }
        }

        private static int firstGroup(PeerCredentials peer) {
            int[] groups = peer.gids();
            return groups.length == 0 ? -1 : groups[0];
        }
    }
}
