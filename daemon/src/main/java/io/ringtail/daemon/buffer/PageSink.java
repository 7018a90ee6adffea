package io.ringtail.daemon.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the pages of a file's rings go. */
@FunctionalInterface
public interface PageSink {
    /**
     * Takes a page, whose number of lost events is stored in it.
     *
     * @param subbuf the number of its sub-buffer since the ring was made
     * @param startOffset where in the sub-buffer's data it begins, bytes
     * @param endOffset where it ends
     * @param page little endian, from index 0; valid during the call
     * @param length bytes of it
     */
    void onPage(int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer page, int length) throws IOException;
}
