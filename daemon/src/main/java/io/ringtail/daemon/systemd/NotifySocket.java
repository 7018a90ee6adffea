package io.ringtail.daemon.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringtail.daemon.life.DaemonEnd;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UNIX datagram socket connected to the service manager's, with its own thread, which sleeps between messages. */
final class NotifySocket {
    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);
    private static final long CLOSE_TIMEOUT_MS = 1_000;

    private final EventLoopGroup loop;
    private final Channel channel;
    private final AtomicBoolean failed = new AtomicBoolean();

    private NotifySocket(EventLoopGroup loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * Connects to the socket that {@code address} names: a path, or an abstract name prefixed with {@code @}.
     *
     * @param end notified when the socket's thread ends before {@link #close}
     * @throws RuntimeException if there is nothing to connect to
     */
    static NotifySocket connect(String address, DaemonEnd end) {
        if (!address.startsWith("/") && !address.startsWith("@")) {
            throw new IllegalArgumentException("neither a path nor an abstract name");
        }
        Epoll.ensureAvailability();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ringtail-notify", true), EpollIoHandler.newFactory());
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(socketAddress(address))
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            loop.shutdownGracefully(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            throw new IllegalStateException("cannot connect: " + connected.cause(), connected.cause());
        }
        loop.terminationFuture().addListener(ended -> end.ended("ringtail-notify"));
        return new NotifySocket(loop, connected.channel());
    }

    /** Sends one datagram when the receiver accepts it; drops it if many are waiting already. */
    void send(String message) {
        if (channel.isWritable()) {
            channel.writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
                    .addListener(sent -> {
                        if (!sent.isSuccess() && failed.compareAndSet(false, true)) {
                            LOG.warn(
                                    "cannot send {} to the service manager: {}", message, String.valueOf(sent.cause()));
                        }
                    });
        }
    }

    void close() {
        ChannelFuture flushed = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        flushed.awaitUninterruptibly(CLOSE_TIMEOUT_MS);
        loop.shutdownGracefully(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_TIMEOUT_MS);
    }

    private static DomainSocketAddress socketAddress(String address) {
        return new DomainSocketAddress(address.startsWith("@") ? '\0' + address.substring(1) : address);
    }
}
