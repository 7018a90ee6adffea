package io.ringtail.proto.stream;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.page.PageHeader;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The page format as texts: {@code header_page} and {@code header_event}, exactly as the kernel prints them, and the
 * frame that contains them.
 */
public final class HeaderTexts {
    private HeaderTexts() {}

    /**
     * Returns the first frame of a stream of a buffer's pages.
     *
     * @param host the host name; empty if it is not needed
     * @param clocks a moment on both clocks; null if unknown
     */
    public static StreamHeader hello(Geometry geometry, UUID bootId, String host, @Nullable ClockPair clocks) {
        return new StreamHeader(
                geometry.ring().subbufSize(),
                geometry.possibleCpus(),
                geometry.mode(),
                bootId,
                "mono",
                host,
                page(geometry),
                event(),
                clocks);
    }

    /** Returns the text of {@code header_page} for this sub-buffer size. */
    public static String page(Geometry geometry) {
        int dataSize = geometry.ring().subbufSize() - PageHeader.LENGTH;
        return "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
                + "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
                + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
                + "\tfield: char data;\toffset:16;\tsize:" + dataSize + ";\tsigned:0;\n";
    }

    /** Returns the text of {@code header_event}. */
    public static String event() {
        return """
            # compressed entry header
            \ttype_len    :    5 bits
            \ttime_delta  :   27 bits
            \tarray       :   32 bits

            \tpadding     : type == 29
            \ttime_extend : type == 30
            \ttime_stamp : type == 31
            \tdata max type_len  == 28
            """;
    }
}
