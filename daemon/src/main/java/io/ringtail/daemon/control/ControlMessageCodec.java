package io.ringtail.daemon.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The control messages of one connection, from bytes and to bytes.
 *
 * <pre>
 *   before  ... 0c 00 00 00 | 0a 00 00 00 | 03 00 00 00 | 04 00 ...
 *               length        WANTED        CPU 3         (a part of the next frame: waits)
 *   after       Wanted[cpu=3]
 * </pre>
 *
 * <p>A length is checked as soon as its four bytes are there, so nothing longer than a frame is ever collected.
 */
final class ControlMessageCodec extends ByteToMessageCodec<ControlMessage> {
    ControlMessageCodec() {
        super(ControlMessage.class);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ControlMessage message, ByteBuf out) {
        out.writeBytes(ControlCodec.encode(message));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws MalformedMessageException {
        if (in.readableBytes() < ControlCodec.LENGTH_BYTES) {
            return;
        }
        int length = ControlCodec.frameLength(in.getIntLE(in.readerIndex()));
        if (in.readableBytes() < length) {
            return;
        }
        ByteBuffer frame = ByteBuffer.allocate(length);
        in.readBytes(frame);
        out.add(ControlCodec.decode(frame.flip()));
    }
}
