package io.ringtail.daemon.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page over files, on a loopback address and by one thread, until it is closed. Whoever does not know the
 * secret in the page's address gets nothing.
 */
public final class ViewServer implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int MOST_CONNECTIONS = 64;
    private static final int SECRET_BYTES = 16;
    private static final long REQUEST_MS = 10_000;
    private static final long STOP_SECONDS = 2;

    private final EventLoopGroup loop;
    private final Channel listener;
    private final ChannelGroup connections;
    private final String url;

    private ViewServer(EventLoopGroup loop, Channel listener, ChannelGroup connections, String secret) {
        this.loop = loop;
        this.listener = listener;
        this.connections = connections;
        this.url = "http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort() + "/" + secret + "/";
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @throws IOException if the port cannot be used
     */
    public static ViewServer start(int port, ViewedTrace trace) throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        ViewTree tree = new ViewTree(secret, trace);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ringtail-view", true), NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Connection(tree, connections))
                .bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
            throw new IOException("cannot listen on 127.0.0.1:" + port + ": "
                    + bound.cause().getMessage() + "; choose another with --port, or none");
        }
        return new ViewServer(loop, bound.channel(), connections, secret);
    }

    /** The address of the page, with the secret. */
    public String url() {
        return url;
    }

    @Override
    public void close() {
        listener.close();
        connections.close();
        loop.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** The pipeline of each connection, in order. */
    private static final class Connection extends ChannelInitializer<Channel> {
        private final ViewTree tree;
        private final ChannelGroup connections;

        Connection(ViewTree tree, ChannelGroup connections) {
            this.tree = tree;
            this.connections = connections;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (connections.size() >= MOST_CONNECTIONS) {
                channel.close();
                return;
            }
            connections.add(channel);
            channel.pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new RequestDeadline(REQUEST_MS))
                    .addLast(new HttpServerKeepAliveHandler())
                    .addLast(new SmallBodies())
                    .addLast(new RequestCheck())
                    .addLast(new ViewRouter(tree));
        }
    }
}
