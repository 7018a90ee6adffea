package io.ringtail.daemon.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and encodes the control messages of one connection.
 *
 * <pre>
 *   before  ... 0c 00 00 00 | 0a 00 00 00 | 03 00 00 00 | 04 00 ...
 *               length        WANTED        CPU 3         (a part of the next frame: waits)
 *   after       Wanted[cpu=3]
 * </pre>
 *
 * <p>A length is checked as soon as its four bytes have arrived, so nothing longer than a frame is ever collected.
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
        try {
            ByteBuffer frame = frame(in);
            if (frame != null) {
                out.add(ControlCodec.decode(frame));
            }
        } catch (MalformedMessageException e) {
            // Whatever follows is meaningless, too.
            in.skipBytes(in.readableBytes());
            throw e;
        }
    }

    private static @Nullable ByteBuffer frame(ByteBuf in) throws MalformedMessageException {
        if (in.readableBytes() < ControlCodec.LENGTH_BYTES) {
            return null;
        }
        int length = ControlCodec.frameLength(in.getIntLE(in.readerIndex()));
        if (in.readableBytes() < length) {
            return null;
        }
        ByteBuffer frame = ByteBuffer.allocate(length);
        in.readBytes(frame);
        return frame.flip();
    }
}
