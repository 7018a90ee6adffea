package io.ringtail.kafka.record;

import java.util.Locale;

/**
 * The value of a record of {@code PREFIX.control} by which a host says what became of a request. Lines of text, signed,
 * as those of {@link SnapshotRequest}.
 *
 * <pre>
 *   kind=answer
 *   topic=ringtail.control
 *   id=20260131T120000Z-0123456789abcdef
 *   host=web2
 *   outcome=shipped                            {@link Outcome} in lower case
 *   pages=17                                   in the topic of snapshots, under the id
 *   events=20480                               in these pages
 *   lost=3                                     of the time asked for, overwritten or dropped before they were read
 *   bytes=983040                               of the pages
 *   detail=                                    why nothing was shipped
 * </pre>
 *
 * @param topic the control topic
 * @param id the snapshot's name
 * @param host the answering host
 * @param outcome what it has done
 * @param pages the number of its pages under the id
 * @param events the number of events in these
 * @param lost the number of events that these state as lost
 * @param pageBytes bytes of the pages, before compression
 * @param detail why nothing was shipped; else empty
 */
public record SnapshotAnswer(
        String topic,
        SnapshotId id,
        String host,
        Outcome outcome,
        long pages,
        long events,
        long lost,
        long pageBytes,
        String detail)
        implements ControlRecord {
    static final String KIND = "answer";

    private static final int MOST_NAME = 256;
    private static final int MOST_DETAIL = 512;
    private static final int MOST_ID = 64;

    /** What a host has done with a request. */
    public enum Outcome {
        /** It has taken the request, and another answer will follow. */
        TAKEN,
        /** Its events of the time are in the topic. */
        SHIPPED,
        /** It has done nothing, by its own limits. */
        REFUSED,
        /** It could not. */
        FAILED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Outcome parse(String text) throws MalformedRecordException {
            for (Outcome each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            throw new MalformedRecordException("its outcome is none of taken, shipped, refused and failed");
        }
    }

    /** Returns the answer of a host that ships nothing. */
    public static SnapshotAnswer without(SnapshotRequest request, String host, Outcome outcome, String why) {
        String line = why.replaceAll("\\p{Cntrl}", " ");
        return new SnapshotAnswer(
                request.topic(),
                request.id(),
                host,
                outcome,
                0,
                0,
                0,
                0,
                line.substring(0, Math.min(MOST_DETAIL, line.length())));
    }

    @Override
    public byte[] bytes() {
        return new NamedValues()
                .with("kind", KIND)
                .with("topic", topic)
                .with("id", id.text())
                .with("host", host)
                .with("outcome", outcome.text())
                .with("pages", pages)
                .with("events", events)
                .with("lost", lost)
                .with("bytes", pageBytes)
                .with("detail", detail)
                .bytes();
    }

    static SnapshotAnswer of(NamedValues values) throws MalformedRecordException {
        return new SnapshotAnswer(
                values.text("topic", MOST_NAME),
                SnapshotId.parse(values.text("id", MOST_ID)),
                host(values),
                Outcome.parse(values.text("outcome", MOST_NAME)),
                values.number("pages", 0, Long.MAX_VALUE),
                values.number("events", 0, Long.MAX_VALUE),
                values.number("lost", 0, Long.MAX_VALUE),
                values.number("bytes", 0, Long.MAX_VALUE),
                values.text("detail", MOST_DETAIL));
    }

    private static String host(NamedValues values) throws MalformedRecordException {
        String host = values.text("host", HostName.MAX_LENGTH);
        if (!HostName.isValid(host)) {
            throw new MalformedRecordException("its host is no host's name");
        }
        return host;
    }
}
