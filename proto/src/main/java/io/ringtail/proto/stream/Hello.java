package io.ringtail.proto.stream;

import io.ringtail.proto.layout.BufferMode;
import java.util.UUID;

/**
 * A stream's first frame: where its pages come from, and what is needed to write them into a file.
 *
 * @param subbufSize bytes of a sub-buffer, its header included
 * @param possibleCpus how many CPUs the sender can ever have
 * @param mode what the sender's full rings do
 * @param bootId the sender's boot: nanoseconds of another boot mean nothing beside it
 * @param clock the kernel's name of the clock of all times, "mono"
 * @param host the sender's host name
 * @param headerPage the text of {@code header_page}
 * @param headerEvent the text of {@code header_event}
 */
public record Hello(
        int subbufSize,
        int possibleCpus,
        BufferMode mode,
        UUID bootId,
        String clock,
        String host,
        String headerPage,
        String headerEvent) {}
