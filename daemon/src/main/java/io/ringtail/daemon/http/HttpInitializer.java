package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.ringtail.daemon.access.Slots;
import io.ringtail.daemon.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/** The pipeline of each connection, in order. */
final class HttpInitializer extends ChannelInitializer<Channel> {
    private static final int LEAST_REQUEST_LINE = 4096;
    /** The maximum length of one CPU's position in the parameters of a request that resumes. */
    private static final int MOST_OF_A_POSITION = 64;

    private static final int MAX_HEADERS = 8192;
    /** Bytes of request lines that may be held at once, since each connection may send one and never end it. */
    private static final int MOST_HELD = 20 << 20;

    private final ServerSettings settings;
    private final @Nullable ServerTls tls;
    private final RequestRouter.Shared shared;
    private final ChannelGroup connections;
    private final int requestLine;
    private final ConnectionLimit limit;
    private final @Nullable LocalPeers peers;

    /**
     * Sizes the limits for the given number of possible CPUs.
     *
     * @param tls null for plain HTTP
     * @param connections receives each connection
     * @param slots of all connections
     */
    HttpInitializer(
            ServerSettings settings,
            @Nullable ServerTls tls,
            RequestRouter.Shared shared,
            ChannelGroup connections,
            Slots slots,
            int possibleCpus) {
        this(settings, tls, shared, connections, requestLine(possibleCpus), new ConnectionLimit(slots), null);
    }

    private HttpInitializer(
            ServerSettings settings,
            @Nullable ServerTls tls,
            RequestRouter.Shared shared,
            ChannelGroup connections,
            int requestLine,
            ConnectionLimit limit,
            @Nullable LocalPeers peers) {
        this.settings = settings;
        this.tls = tls;
        this.shared = shared;
        this.connections = connections;
        this.requestLine = requestLine;
        this.limit = limit;
        this.peers = peers;
    }

    private static int requestLine(int possibleCpus) {
        return LEAST_REQUEST_LINE + MOST_OF_A_POSITION * possibleCpus;
    }

    /** The maximum number of connections: fewer if request lines may be long. */
    static int mostConnections(ServerSettings settings, int possibleCpus) {
        return Math.min(settings.maxConnections(), MOST_HELD / requestLine(possibleCpus));
    }

    /** Returns the initializer of connections over the UNIX socket, which count towards the same limits. */
    HttpInitializer identifying(LocalPeers local) {
        return new HttpInitializer(settings, null, shared, connections, requestLine, limit, local);
    }

    /** Returns the initializer of connections to an instance, which count towards the same limits. */
    HttpInitializer serving(RequestRouter.Shared instance) {
        return new HttpInitializer(settings, tls, instance, instance.connections(), requestLine, limit, peers);
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        if (peers != null && !peers.identify((EpollDomainSocketChannel) channel)) {
            channel.close();
            return;
        }
        channel.pipeline().addLast(limit);
        if (tls != null) {
            tls.addTo(channel, settings.requestTimeoutMs(), shared.log());
        }
        channel.pipeline()
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(requestLine)
                        .setMaxHeaderSize(MAX_HEADERS)))
                .addLast(new HalfClosure())
                .addLast(new RequestDeadline(settings.requestTimeoutMs()))
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new SmallBodies())
                .addLast(new RequestCheck())
                .addLast(new RequestRouter(shared));
    }
}
