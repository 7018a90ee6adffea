package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The pooled direct buffer that receives a feed's next page, with room for a frame's head before it. It is held only
 * between polls that may find something: an idle feed holds none.
 */
final class PageScratch implements AutoCloseable {
    private final int headLength;
    private final int pageCapacity;
    private @Nullable ByteBuf buffer;
    private ByteBuffer page = ByteBuffer.allocate(0);

    PageScratch(int headLength, int pageCapacity) {
        this.headLength = headLength;
        this.pageCapacity = pageCapacity;
    }

    /** The buffer for the page, from index 0. */
    ByteBuffer page(ByteBufAllocator allocator) {
        if (buffer == null) {
            buffer = allocator.directBuffer(headLength + pageCapacity, headLength + pageCapacity);
            page = buffer.nioBuffer(headLength, pageCapacity).slice().order(ByteOrder.LITTLE_ENDIAN);
        }
        return page;
    }

    /**
     * Hands over the head's room and the given bytes of the page. A small page is copied into a buffer of its size:
     * queued data is counted by its bytes, so it must not hold much more memory.
     */
    ByteBuf take(ByteBufAllocator allocator, int pageLength) {
        ByteBuf whole = buffer;
        if (whole == null) {
            throw new IllegalStateException("no page was asked for");
        }
        int length = headLength + pageLength;
        if (pageLength < pageCapacity / 2) {
            return allocator.directBuffer(length, length).writeBytes(whole, 0, length);
        }
        buffer = null;
        return whole.writerIndex(length);
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
