package io.ringtail.daemon.stream;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.page.PageHeader;

/** The texts of {@code header_page} and {@code header_event}, to the letter as the kernel prints them. */
public final class HeaderTexts {
    private HeaderTexts() {}

    /** A page's header, for sub-buffers of this size. */
    public static String page(Geometry geometry) {
        int dataSize = geometry.ring().subbufSize() - PageHeader.LENGTH;
        return "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
                + "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
                + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
                + "\tfield: char data;\toffset:16;\tsize:" + dataSize + ";\tsigned:0;\n";
    }

    /** An event's header. */
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
