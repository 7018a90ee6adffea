package io.ringtail.kafka.record;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record without a value, by which a shipper's session begins for a CPU. What an earlier session's client still had on
 * the wire may come after it, and does not count: so the end of the earlier session's pages, before the claim, is final
 * once the claim is in the topic.
 *
 * @param key the CPU
 * @param session the number of the session
 * @param generation when the ring buffer was created
 */
public record Claim(PageKey key, long session, long generation) implements PagesRecord {
    private static final byte[] NOTHING = {};

    static Claim parse(PageKey key, Headers headers) throws MalformedRecordException {
        return new Claim(
                key,
                SessionNumber.checked(PageHeaders.longOf(headers, PageHeaders.SESSION)),
                PageHeaders.longOf(headers, PageHeaders.GENERATION));
    }

    @Override
    public List<Header> headers() {
        return List.of(
                PageHeaders.ofKey(key),
                PageHeaders.ofLong(PageHeaders.SESSION, session),
                PageHeaders.ofLong(PageHeaders.GENERATION, generation));
    }

    @Override
    public byte[] value() {
        return NOTHING;
    }
}
