package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives whole pages. */
@FunctionalInterface
public interface Pages {
    /** Called for the next page: as long as a sub-buffer, zeroes after the part in use; valid during the call. */
    void onPage(ByteBuffer page) throws IOException;
}
