package io.ringtail.daemon.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives the pages of a file's rings. */
@FunctionalInterface
public interface PageSink {
    /**
     * Receives a page, which stores the number of events lost before it.
     *
     * @param subbuf the number of its sub-buffer since the ring was created
     * @param startOffset the offset of its first event in the sub-buffer's data, in bytes
     * @param endOffset the offset of its end in the sub-buffer's data, in bytes
     * @param page little endian, from index 0; valid during the call
     * @param length the length of the page in bytes
     */
    void onPage(int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer page, int length) throws IOException;
}
