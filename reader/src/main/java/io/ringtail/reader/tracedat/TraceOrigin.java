package io.ringtail.reader.tracedat;

import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.StreamHeader;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a recording's times come from: an option of Ringtail's files, as text.
 *
 * <pre>
 *   boot_id 01020304-0506-0708-090a-0b0c0d0e0f10
 *   host NAME                                      if it is known
 *   clocks MONOTONIC_NS REALTIME_NS                if they are known
 * </pre>
 *
 * @param bootId the boot in which the clock ran; null if unknown
 * @param host the machine's name; empty if unknown
 * @param clocks a moment on the clock of the times and on the wall clock; null if unknown
 */
record TraceOrigin(
        @Nullable UUID bootId, String host, @Nullable ClockPair clocks) {
    static final TraceOrigin UNKNOWN = new TraceOrigin(null, "", null);

    private static final String BOOT_ID = "boot_id ";
    private static final String HOST = "host ";
    private static final String CLOCKS = "clocks ";

    static TraceOrigin of(StreamHeader hello) {
        return new TraceOrigin(hello.bootId(), hello.host(), hello.clocks());
    }

    /**
     * Decodes the option.
     *
     * @throws IllegalArgumentException if a number is none
     */
    static TraceOrigin decode(byte[] option) {
        UUID bootId = null;
        String host = "";
        ClockPair clocks = null;
        String text = new String(option, StandardCharsets.UTF_8).replace("\0", "");
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(BOOT_ID)) {
                bootId = UUID.fromString(line.substring(BOOT_ID.length()));
            } else if (line.startsWith(HOST)) {
                host = line.substring(HOST.length());
            } else if (line.startsWith(CLOCKS)) {
                int space = line.indexOf(' ', CLOCKS.length());
                clocks = new ClockPair(
                        Long.parseLong(line.substring(CLOCKS.length(), Math.max(CLOCKS.length(), space))),
                        Long.parseLong(line.substring(space + 1)));
            }
        }
        return new TraceOrigin(bootId, host, clocks);
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder();
        if (bootId != null) {
            text.append(BOOT_ID).append(bootId).append('\n');
        }
        if (!host.isEmpty()) {
            text.append(HOST).append(host.replace('\n', ' ')).append('\n');
        }
        if (clocks != null) {
            text.append(CLOCKS)
                    .append(clocks.monotonicNs())
                    .append(' ')
                    .append(clocks.realtimeNs())
                    .append('\n');
        }
        return TraceDatFormat.utf8(text.append('\0').toString());
    }
}
