package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What a streaming reply sends, piece by piece; asked only while the receiver takes more, by one thread. */
public interface Feed extends AutoCloseable {
    /** Whom it is for. */
    Receiver receiver();

    /** The next piece, the caller's to release; null if there is none now. */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator);

    /** Whether, after {@link #next} gave nothing, nothing more will come. */
    boolean ended();

    /** The last piece of a feed that is stopped because the daemon stops; null for none. */
    default @Nullable ByteBuf farewell() {
        return null;
    }

    /**
     * A piece that means nothing to its receiver; null for none. Sent when a receiver ends its side of the connection: one
     * that is gone answers it by a reset, one that has only ended its requests reads on.
     */
    default @Nullable ByteBuf signOfLife() {
        return null;
    }

    @Override
    void close();
}
