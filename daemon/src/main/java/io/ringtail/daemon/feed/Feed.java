package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The source of a streaming reply's pieces; polled by one thread, and only while the receiver accepts more. */
public interface Feed extends AutoCloseable {
    /** The receiver of the pieces. */
    Receiver receiver();

    /**
     * The next piece, which the caller must release; null if there is none now, empty if there may be one after other
     * feeds had their turns.
     */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator);

    /** How long, after {@link #next} returned nothing, that will remain so unless a ring of {@link #cpus} moves. */
    Rest rest();

    /**
     * Whether, after {@link #next} returned nothing, its receiver has got all that the rings had: nothing is held back
     * for the sake of order, or until there is more.
     */
    boolean isCaughtUp();

    /** The CPUs that it reads. */
    BitSet cpus();

    /** Whether, after {@link #next} returned nothing, nothing more will follow. */
    boolean ended();

    /**
     * What is to be done when the pieces so far have left this process; null for nothing, and if it was returned before.
     *
     * @param drained whether {@link #next} returned nothing since the last piece
     */
    default @Nullable Runnable onSent(boolean drained) {
        return null;
    }

    /** The last piece of a feed that is stopped because the daemon stops; null for none. */
    default @Nullable ByteBuf farewell() {
        return null;
    }

    /**
     * A piece without meaning to its receiver; null for none. Sent when a receiver closes its side of the connection: a
     * receiver that is gone answers with a reset, one that has only ended its requests reads on.
     */
    default @Nullable ByteBuf signOfLife() {
        return null;
    }

    @Override
    void close();
}
