package io.ringtail.kafka.record;

import io.ringtail.proto.layout.Geometry;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a record in {@code PREFIX.pages}, {@code HOST/BOOT/CPU}: one CPU of one boot of a host, whose records are
 * all in one partition, in their order.
 *
 * @param host the name, as {@link HostName} allows it
 * @param boot the id of the boot
 * @param cpu the number of the CPU
 */
public record PageKey(String host, UUID boot, int cpu) {
    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9._-]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(0|[1-9]\\d{0,4})");
    private static final int MAX_BYTES = HostName.MAX_LENGTH + 48;

    /** Checks the host and the CPU. */
    public PageKey {
        HostName.require(host);
        if (cpu < 0 || cpu >= Geometry.MAX_CPUS) {
            throw new IllegalArgumentException("CPU " + cpu + " is not between 0 and " + (Geometry.MAX_CPUS - 1));
        }
    }

    /** Returns the key as text. */
    public String text() {
        return host + "/" + boot + "/" + cpu;
    }

    /** Returns the key as the record has it. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.US_ASCII);
    }

    /** Parses a record's key. */
    public static PageKey parse(byte[] key) throws MalformedRecordException {
        String text = Texts.ascii("key", key, MAX_BYTES);
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new MalformedRecordException("the key '" + text + "' is not HOST/BOOT/CPU");
        }
        try {
            return new PageKey(parts.group(1), UUID.fromString(parts.group(2)), Integer.parseInt(parts.group(3)));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a key has a wrong part: " + e.getMessage(), e);
        }
    }
}
