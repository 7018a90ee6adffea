package io.ringtail.daemon.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.ringtail.reader.tracecmd.TraceCmdMessage;
import java.util.List;

/** Turns a message's bytes, which are complete, into a {@link TraceCmdMessage}, and back. */
final class MessageCodec extends MessageToMessageCodec<ByteBuf, TraceCmdMessage> {
    MessageCodec() {
        super(ByteBuf.class, TraceCmdMessage.class);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        out.add(TraceCmdMessage.decode(bytes.nioBuffer()));
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, TraceCmdMessage message, List<Object> out) {
        out.add(Unpooled.wrappedBuffer(message.encode()));
    }
}
