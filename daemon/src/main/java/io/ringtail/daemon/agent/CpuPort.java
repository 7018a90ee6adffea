package io.ringtail.daemon.agent;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.wake.RingWatch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One CPU's port: a listener for a single connection, from the host that asked for the recording, on which the CPU's
 * pages are sent.
 */
final class CpuPort implements AutoCloseable {
    private static final WriteBufferWaterMark QUEUE =
            new WriteBufferWaterMark(AgentSettings.WRITE_BUFFER_HIGH / 2, AgentSettings.WRITE_BUFFER_HIGH);

    private final Feed feed;
    private final PagePump pump;
    private final InetAddress peer;
    private @Nullable Channel listener;
    private @Nullable Channel connection;
    private boolean closed;

    CpuPort(Feed feed, RingWatch watch, PagePump.Events events, InetAddress peer) {
        this.feed = feed;
        this.pump = new PagePump(feed, watch, events);
        this.peer = peer;
    }

    /** Starts to listen on a free port of an address. */
    ChannelFuture listen(EventLoop loop, InetAddress address) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, QUEUE)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(new InetSocketAddress(address, 0));
        listener = bound.channel();
        return bound;
    }

    private void accept(EpollSocketChannel channel) {
        if (closed
                || connection != null
                || !channel.remoteAddress().getAddress().equals(peer)) {
            channel.close();
            return;
        }
        connection = channel;
        close(listener);
        channel.pipeline().addLast(pump);
    }

    int port() {
        return listener == null ? 0 : ((InetSocketAddress) listener.localAddress()).getPort();
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Looks for pages now, since the recording ends. */
    void wake() {
        pump.wake();
    }

    /** Gives everything back; what is still queued for the peer is dropped. */
    @Override
    public void close() {
        closed = true;
        pump.stop();
        close(listener);
        close(connection);
        feed.close();
    }

    private static void close(@Nullable Channel channel) {
        if (channel != null) {
            channel.close();
        }
    }
}
