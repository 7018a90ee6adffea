package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import io.ringtail.reader.tracedat.TraceFrames;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The frames of files' events as chunks. */
final class FrameInput implements ChunkedInput<ByteBuf> {
    private final TraceFrames frames;
    private final Runnable closed;
    private @Nullable ByteBuffer next;
    private long sent;
    private boolean open = true;

    /**
     * Begins with the first frames.
     *
     * @param closed run once, when no more are read
     */
    FrameInput(TraceFrames frames, Runnable closed) {
        this.frames = frames;
        this.closed = closed;
        this.next = frames.next();
    }

    @Override
    public boolean isEndOfInput() {
        return next == null;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            closed.run();
        }
    }

    @Deprecated
    @Override
    @SuppressWarnings("InlineMeSuggester")
    public @Nullable ByteBuf readChunk(ChannelHandlerContext ctx) {
        return readChunk(ctx.alloc());
    }

    @Override
    public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) {
        ByteBuffer piece = next;
        if (piece == null) {
            return null;
        }
        next = frames.next();
        sent += piece.remaining();
        return Unpooled.wrappedBuffer(piece);
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public long progress() {
        return sent;
    }
}
