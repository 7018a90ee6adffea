package io.ringtail.kafka.record;

import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a snapshot of the fleet, {@code 20260131T120000Z-0123456789abcdef}: when it was asked for, so that it is
 * found in the topic by time, and a random number.
 *
 * @param text its characters, which fit into names of files
 */
public record SnapshotId(String text) {
    private static final int RANDOM_BYTES = 8;
    private static final int TIME_LENGTH = "20260131T120000Z".length();
    private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{" + 2 * RANDOM_BYTES + "}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it is none
     */
    public SnapshotId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a snapshot's id is like 20260131T120000Z-0123456789abcdef");
        }
        timeOf(text);
    }

    /** Returns a new id. */
    public static SnapshotId of(Instant asked) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return new SnapshotId(TIME.format(asked.atOffset(ZoneOffset.UTC)) + "-"
                + HexFormat.of().formatHex(random));
    }

    static SnapshotId parse(String text) throws MalformedRecordException {
        try {
            return new SnapshotId(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("its id is none: " + e.getMessage(), e);
        }
    }

    /** Returns the second in which it was asked for, on the asking host's clock. */
    public Instant asked() {
        return timeOf(text);
    }

    private static Instant timeOf(String text) {
        try {
            return LocalDateTime.parse(text.substring(0, TIME_LENGTH), TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a snapshot's id begins with a time like 20260131T120000Z", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
