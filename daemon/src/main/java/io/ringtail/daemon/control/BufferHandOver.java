package io.ringtail.daemon.control;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.FileDescriptor;
import io.ringtail.proto.control.TakeBuffer;

/**
 * Passes the buffer's descriptor to a connection whose first message requests it, then closes the connection, whose
 * further messages reach nobody; removes itself from all others. Every process that may connect may write to the
 * buffer, so there is nothing to check.
 */
public final class BufferHandOver extends ChannelInboundHandlerAdapter {
    /** Replaces a descriptor: the buffer is opened by its path. */
    public static final int NONE = -1;

    private final int descriptor;
    private boolean requested;

    BufferHandOver(int descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (requested) {
            return;
        }
        requested = message instanceof TakeBuffer;
        if (!requested) {
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(message);
        } else if (descriptor == NONE) {
            ctx.close();
        } else {
            ctx.writeAndFlush(new FileDescriptor(descriptor)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
