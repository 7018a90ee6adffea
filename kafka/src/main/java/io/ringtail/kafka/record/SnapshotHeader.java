package io.ringtail.kafka.record;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The header {@code snapshot} of records in {@code PREFIX.snapshots}, which are else as those of {@code PREFIX.pages}:
 * the id of the snapshot that the page is part of.
 */
public final class SnapshotHeader {
    private static final String NAME = "snapshot";
    private static final int MOST_BYTES = 64;

    private SnapshotHeader() {}

    /** Returns the header. */
    public static Header of(SnapshotId id) {
        return new RecordHeader(NAME, id.text().getBytes(StandardCharsets.US_ASCII));
    }

    /** Parses the header of a record. */
    public static SnapshotId parse(Headers headers) throws MalformedRecordException {
        Header header = headers.lastHeader(NAME);
        if (header == null || header.value() == null) {
            throw new MalformedRecordException("a record has no header " + NAME);
        }
        return SnapshotId.parse(Texts.ascii("header " + NAME, header.value(), MOST_BYTES));
    }
}
