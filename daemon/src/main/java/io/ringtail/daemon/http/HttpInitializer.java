package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;

/** What each connection's bytes go through, in this order. */
final class HttpInitializer extends ChannelInitializer<Channel> {
    private static final int LEAST_REQUEST_LINE = 4096;
    /** A CPU's position, where a receiver was, among the parameters. */
    private static final int MOST_OF_A_POSITION = 64;

    private static final int MAX_HEADERS = 8192;
    /** Request lines that may be held at once, bytes, as each connection may send one and never end it. */
    private static final int MOST_HELD = 20 << 20;

    private final ServerSettings settings;
    private final RequestRouter.Shared shared;
    private final ChannelGroup connections;
    private final int requestLine;
    private final ConnectionLimit limit;

    /**
     * For a server of so many possible CPUs.
     *
     * @param connections where each connection is added
     */
    HttpInitializer(ServerSettings settings, RequestRouter.Shared shared, ChannelGroup connections, int possibleCpus) {
        this.settings = settings;
        this.shared = shared;
        this.connections = connections;
        this.requestLine = LEAST_REQUEST_LINE + MOST_OF_A_POSITION * possibleCpus;
        this.limit = new ConnectionLimit(Math.min(settings.maxConnections(), MOST_HELD / requestLine));
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        channel.pipeline()
                .addLast(limit)
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
