package spans;

import io.ringtail.kafka.serde.FleetEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The begin or the end of a span on a thread: an event whose name ends with {@code _begin} or {@code _end}.
 *
 * @param thread HOST/TID
 * @param service the event's system, such as {@code http}
 * @param span the event's name without its ending
 * @param isBegin whether it is the begin
 * @param timeNs on the host's wall clock, ns since 1970
 */
record SpanMark(String thread, String service, String span, boolean isBegin, long timeNs) {
    private static final String BEGIN = "_begin";
    private static final String END = "_end";
    private static final String SEPARATOR = "\t";

    /** Returns what an event marks, if it marks something. */
    static Optional<SpanMark> of(FleetEvent event) {
        String name = event.name();
        String service = event.system();
        if (name == null || service == null || !(name.endsWith(BEGIN) || name.endsWith(END))) {
            return Optional.empty();
        }
        String span = name.substring(0, name.lastIndexOf('_'));
        return Optional.of(new SpanMark(
                event.host() + "/" + event.tid(), service, span, name.endsWith(BEGIN), event.timeNs()));
    }

    /** The host, whose name has no slash. */
    String host() {
        return thread.substring(0, thread.indexOf('/'));
    }

    /** A key by which the marks of a thread are in the order of their times. */
    String key() {
        return String.join(SEPARATOR, thread, String.format("%019d", timeNs), isBegin ? "b" : "e", service, span);
    }

    /** The serde by which marks pass through topics: their keys' text. */
    static Serde<SpanMark> serde() {
        return Serdes.serdeFrom(
                (topic, mark) -> mark == null ? null : mark.key().getBytes(StandardCharsets.UTF_8),
                (topic, bytes) -> bytes == null ? null : parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static SpanMark parse(String text) {
        String[] parts = text.split(SEPARATOR, -1);
        return new SpanMark(parts[0], parts[3], parts[4], parts[2].equals("b"), Long.parseLong(parts[1]));
    }
}
