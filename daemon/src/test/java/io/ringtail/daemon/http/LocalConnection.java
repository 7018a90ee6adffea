package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A connection within this JVM, with a handler at its accepted end, and waits for what that handler counts. */
public final class LocalConnection {
    private static final long SETTLED_MS = 50;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final Channel listener;
    private final Channel channel;

    /** Connects, and gives the accepted end its handler. */
    public LocalConnection(ChannelHandler handler) throws Exception {
        CompletableFuture<Channel> accepted = new CompletableFuture<>();
        listener = new ServerBootstrap()
                .group(loops)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(handler);
                        accepted.complete(child);
                    }
                })
                .bind(LocalAddress.ANY)
                .sync()
                .channel();
        new Bootstrap()
                .group(loops)
                .channel(LocalChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(listener.localAddress())
                .sync();
        channel = accepted.get(30, TimeUnit.SECONDS);
    }

    /** Returns the accepted end. */
    public Channel channel() {
        return channel;
    }

    /** Closes both ends; tasks of the accepted one's event loop are still run. */
    public void disconnect() throws InterruptedException {
        listener.close().sync();
        channel.close().sync();
    }

    /** Closes both ends, and ends the event loop. */
    public void close() throws InterruptedException {
        disconnect();
        loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }

    /** Waits until a count stands still; returns it. */
    public static int settled(IntSupplier count) throws InterruptedException {
        int before = -1;
        while (before != count.getAsInt()) {
            before = count.getAsInt();
            TimeUnit.MILLISECONDS.sleep(SETTLED_MS);
        }
        return before;
    }

    /** Waits until a count has reached a number. */
    public static void awaitAtLeast(IntSupplier count, int least) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (count.getAsInt() < least && System.nanoTime() < deadlineNs) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(count.getAsInt()).isGreaterThanOrEqualTo(least);
    }
}
