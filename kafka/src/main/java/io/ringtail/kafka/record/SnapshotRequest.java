package io.ringtail.kafka.record;

import io.ringtail.reader.fleet.SnapshotWish;

/**
 * The value of a record of {@code PREFIX.control} that asks hosts for a snapshot: lines of text, so that operators can
 * read the topic. Its signature is in the record's headers, and covers the value's bytes.
 *
 * <pre>
 *   kind=snapshot
 *   topic=ringtail.control                     the topic for which it was signed
 *   id=20260131T120000Z-0123456789abcdef       {@link SnapshotId}
 *   asked=1769860800000000000                  when it was signed, ns since 1970
 *   moment=1769860799500000000                 the moment of interest, ns since 1970
 *   before=10000000000                         from so many ns before it
 *   after=1000000000                           to so many ns after it
 *   hosts=*                                    a pattern of the hosts asked
 *   by=alice@web1                              who asks
 *   reason=order 17 took 3 s
 * </pre>
 *
 * @param topic the control topic: a request that is copied into another one is refused
 * @param id the snapshot's name
 * @param askedNs when it was signed, ns since 1970
 * @param momentNs the moment of interest, ns since 1970
 * @param beforeNs how much before the moment is wanted
 * @param afterNs how much after the moment is wanted
 * @param hosts a pattern of the hosts asked
 * @param by who asks, for the hosts' logs
 * @param reason why, in a few words; may be empty
 */
public record SnapshotRequest(
        String topic,
        SnapshotId id,
        long askedNs,
        long momentNs,
        long beforeNs,
        long afterNs,
        String hosts,
        String by,
        String reason)
        implements ControlRecord {
    static final String KIND = "snapshot";

    private static final int MOST_NAME = SnapshotWish.MOST_NAME;
    private static final int MOST_REASON = SnapshotWish.MOST_REASON;
    private static final int MOST_ID = 64;
    private static final long LONGEST_NS = SnapshotWish.LONGEST.toNanos();

    /**
     * Checks what a host checks when it parses the record.
     *
     * @throws IllegalArgumentException if a host could not parse it
     */
    public SnapshotRequest {
        requireLength("topic", topic, MOST_NAME);
        requireRange("asked", askedNs, Long.MAX_VALUE);
        requireRange("moment", momentNs, Long.MAX_VALUE);
        requireRange("before", beforeNs, LONGEST_NS);
        requireRange("after", afterNs, LONGEST_NS);
        requireLength("hosts", hosts, MOST_NAME);
        requireLength("by", by, MOST_NAME);
        requireLength("reason", reason, MOST_REASON);
    }

    private static void requireLength(String name, String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    name + " has " + text.length() + " characters: a request has at most " + most);
        }
    }

    private static void requireRange(String name, long number, long most) {
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(name + " is " + number + ": a request has 0 to " + most);
        }
    }

    @Override
    public byte[] bytes() {
        return new NamedValues()
                .with("kind", KIND)
                .with("topic", topic)
                .with("id", id.text())
                .with("asked", askedNs)
                .with("moment", momentNs)
                .with("before", beforeNs)
                .with("after", afterNs)
                .with("hosts", hosts)
                .with("by", by)
                .with("reason", reason)
                .bytes();
    }

    static SnapshotRequest of(NamedValues values) throws MalformedRecordException {
        return new SnapshotRequest(
                values.text("topic", MOST_NAME),
                SnapshotId.parse(values.text("id", MOST_ID)),
                values.number("asked", 0, Long.MAX_VALUE),
                values.number("moment", 0, Long.MAX_VALUE),
                values.number("before", 0, LONGEST_NS),
                values.number("after", 0, LONGEST_NS),
                values.text("hosts", MOST_NAME),
                values.text("by", MOST_NAME),
                values.text("reason", MOST_REASON));
    }
}
