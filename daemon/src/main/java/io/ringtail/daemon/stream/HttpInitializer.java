package io.ringtail.daemon.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;

/** What each connection's bytes go through, in this order. */
final class HttpInitializer extends ChannelInitializer<Channel> {
    /** Enough for the positions of all CPUs. */
    private static final int MAX_REQUEST_LINE = 64 << 10;

    private static final int MAX_HEADERS = 8192;

    private final ServerSettings settings;
    private final ServedTree tree;
    private final ChannelGroup connections;
    private final ConnectionLimit limit;

    HttpInitializer(ServerSettings settings, ServedTree tree, ChannelGroup connections) {
        this.settings = settings;
        this.tree = tree;
        this.connections = connections;
        this.limit = new ConnectionLimit(settings.maxConnections());
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        channel.pipeline()
                .addLast(limit)
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_REQUEST_LINE)
                        .setMaxHeaderSize(MAX_HEADERS)))
                .addLast(new RequestDeadline(settings.requestTimeoutMs()))
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new SmallBodies())
                .addLast(new OriginCheck())
                .addLast(new RequestRouter(tree));
    }
}
