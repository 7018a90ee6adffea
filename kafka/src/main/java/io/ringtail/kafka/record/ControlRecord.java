package io.ringtail.kafka.record;

/**
 * The value of a record of {@code PREFIX.control}: lines of text, so that operators can read the topic. What it says
 * counts only if its signature, in the record's headers, is right.
 */
public sealed interface ControlRecord permits SnapshotRequest, SnapshotAnswer {
    /** Returns the topic for which it was signed. */
    String topic();

    /** Returns the id of the snapshot that it is about. */
    SnapshotId id();

    /**
     * Returns the record's value.
     *
     * @throws IllegalArgumentException if a text does not fit into a line
     */
    byte[] bytes();

    /**
     * Parses a record's value.
     *
     * @throws MalformedRecordException if it is malformed; the message has no text of it
     */
    static ControlRecord parse(byte[] value) throws MalformedRecordException {
        NamedValues values = NamedValues.parse(value);
        return switch (values.text("kind", NamedValues.MOST_BYTES)) {
            case SnapshotRequest.KIND -> SnapshotRequest.of(values);
            case SnapshotAnswer.KIND -> SnapshotAnswer.of(values);
            default ->
                throw new MalformedRecordException(
                        "its kind is neither " + SnapshotRequest.KIND + " nor " + SnapshotAnswer.KIND);
        };
    }
}
