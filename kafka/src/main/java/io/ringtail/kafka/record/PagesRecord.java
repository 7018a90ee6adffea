package io.ringtail.kafka.record;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record of {@code PREFIX.pages}. */
public sealed interface PagesRecord permits Claim, ShippedPage {
    /** Returns the CPU that the record is about. */
    PageKey key();

    /** Returns the number of the shipper's session: records of earlier sessions that follow do not count. */
    long session();

    /** Returns when the ring buffer was created. */
    long generation();

    /** Returns the record's headers. */
    List<Header> headers();

    /** Returns the record's value, which must not be changed. */
    byte[] value();

    /**
     * Parses a record whose key is known from its headers alone.
     *
     * @param value the frame of a page; empty or null for a claim
     */
    static PagesRecord parse(byte @Nullable [] value, Headers headers) throws MalformedRecordException {
        Header key = headers.lastHeader(PageHeaders.KEY);
        if (key == null) {
            throw new MalformedRecordException("a record has no header " + PageHeaders.KEY);
        }
        return parse(key.value(), value, headers);
    }

    /**
     * Parses a record.
     *
     * @param value the frame of a page; empty or null for a claim
     */
    static PagesRecord parse(byte @Nullable [] key, byte @Nullable [] value, Headers headers)
            throws MalformedRecordException {
        if (key == null) {
            throw new MalformedRecordException("a record has no key");
        }
        PageKey place = PageKey.parse(key);
        return value == null || value.length == 0
                ? Claim.parse(place, headers)
                : ShippedPage.parse(place, value, headers);
    }
}
