package io.ringtail.reader.tracedat;

import io.ringtail.proto.stream.StreamHeader;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A trace.dat in the parts in which trace-cmd's network protocols transfer it; the receiver puts them together.
 *
 * @param pageSize bytes of a page
 * @param cpus the number of CPUs
 * @param head what precedes the description of the pages, in a version 6 file
 * @param pages whole pages one after the other, for each CPU that has any
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Upload(int pageSize, int cpus, byte[] head, SortedMap<Integer, FileChannel> pages) {
    /** Returns the head of a file whose pages a stream with this header contains. */
    public static byte[] head(TraceDatHead head, StreamHeader origin, int cpus) {
        return HeadEncoder.encodeWithoutPages(
                FileContents.of(head, TraceOrigin.of(origin), Collections.emptySortedMap(), cpus));
    }
}
