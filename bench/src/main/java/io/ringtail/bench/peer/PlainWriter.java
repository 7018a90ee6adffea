package io.ringtail.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.tls.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The minimal Netty server that sends bytes: any request on a connection is answered with a mapped file, in pieces,
 * without a copy, as long as the channel accepts them; over TLS as the daemon has it, if there is a certificate. Prints its
 * port, over TLS also the provider, and serves until it is killed.
 */
public final class PlainWriter extends ChannelInboundHandlerAdapter {
    private static final int PIECE = 64 << 10;
    private static final long HANDSHAKE_MS = 10_000;

    private final ByteBuf content;

    private PlainWriter(ByteBuf content) {
        this.content = content;
    }

    /**
     * Serves a file on loopback.
     *
     * @param args the file, and how many queued bytes make a channel count as full; for TLS, the files of a certificate
     *     and its key
     */
    public static void main(String[] args) throws Exception {
        int waiting = Integer.parseInt(args[1]);
        ServerTls tls = args.length > 2 ? ServerTls.open(new TlsFiles(Path.of(args[2]), Path.of(args[3]), null)) : null;
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        try (FileChannel file = FileChannel.open(Path.of(args[0]))) {
            ByteBuf content = Unpooled.wrappedBuffer(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()));
            Channel listener = new ServerBootstrap()
                    .group(loops)
                    .channel(EpollServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(PIECE / 2, waiting));
                            if (tls != null) {
                                tls.addTo(channel, HANDSHAKE_MS, new RemoteLog(System::nanoTime));
                            }
                            channel.pipeline().addLast(new PlainWriter(content.duplicate()));
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            System.out.println(
                    tls == null ? "" + port : port + " " + tls.certificate().provider());
            listener.closeFuture().sync();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object request) {
        ReferenceCountUtil.release(request);
        ctx.write(Unpooled.copiedBuffer(
                "HTTP/1.1 200 OK\r\ncontent-length: " + content.readableBytes() + "\r\n\r\n",
                StandardCharsets.US_ASCII));
        write(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        write(ctx);
    }

    private void write(ChannelHandlerContext ctx) {
        while (ctx.channel().isWritable() && content.isReadable()) {
            int length = Math.min(PIECE, content.readableBytes());
            ByteBuf piece = content.readRetainedSlice(length);
            if (content.isReadable()) {
                ctx.write(piece, ctx.voidPromise());
            } else {
                ctx.writeAndFlush(piece).addListener(ChannelFutureListener.CLOSE);
            }
        }
        ctx.flush();
    }
}
