package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.reader.merge.MergedEvents;

/** A receiver's format: takes its events, and gives what it wrote of them in pieces. Used by one thread at a time. */
public interface EventOutput {
    /** A piece is taken once it has this length. */
    int PIECE_LENGTH = 1 << 14;

    /** The events' receiver. */
    MergedEvents events();

    /** The length of what is written and not taken, in bytes or characters. */
    int length();

    /** Takes all that is written; the caller must release it. */
    ByteBuf take(ByteBufAllocator allocator);

    /** Writes what comes after the last event. */
    void end();
}
