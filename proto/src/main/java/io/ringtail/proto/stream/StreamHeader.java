package io.ringtail.proto.stream;

import io.ringtail.proto.layout.BufferMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stream's first frame: the origin of its pages, and the data needed to write them to a file.
 *
 * @param subbufSize bytes of a sub-buffer, its header included
 * @param possibleCpus the number of CPUs that the sender can ever have
 * @param mode the behaviour of the sender's full rings
 * @param bootId the sender's boot: timestamps of different boots cannot be compared
 * @param clock the kernel's name for the clock of all timestamps, "mono"
 * @param host the sender's host name
 * @param headerPage the text of {@code header_page}
 * @param headerEvent the text of {@code header_event}
 * @param clocks a moment on the clock of the timestamps and on the wall clock; null if unknown
 */
public record StreamHeader(
        int subbufSize,
        int possibleCpus,
        BufferMode mode,
        UUID bootId,
        String clock,
        String host,
        String headerPage,
        String headerEvent,
        @Nullable ClockPair clocks) {
    /** The HTTP header of the answer to a request for a stream that carries the stream's id. */
    public static final String SESSION_HEADER = "Ringtail-Session";
}
