package io.ringtail.daemon.stream;

import java.nio.ByteBuffer;

/** A cursor over one ring's pages, which takes nothing from writers or other readers. For one thread. */
public interface PageReader extends AutoCloseable {
    /**
     * Copies the next page, and moves on.
     *
     * @param target direct, little endian, at least a sub-buffer long; the page is written from index 0
     * @param partial whether a sub-buffer that is still being written counts: what is there of it is a page of its own
     * @return bytes of the page, the stored number of lost events included; 0 if nothing is ready
     */
    int poll(ByteBuffer target, boolean partial);

    /** Whether the last poll, which found nothing, saw that nothing was reserved either: no writer holds it up. */
    boolean caughtUp();

    /** The number of the last page's sub-buffer since the ring was made. */
    long subbuf();

    /** Where in the sub-buffer's data the last page's first event lies, bytes. */
    int startOffset();

    /** Where in the sub-buffer's data the last page ends, bytes. */
    int endOffset();

    /** Events lost before the last page, exactly. */
    long lost();

    /** Events in the last page. */
    int events();

    /** The time of the last page's last event, ns. */
    long timestamp();

    @Override
    void close();
}
