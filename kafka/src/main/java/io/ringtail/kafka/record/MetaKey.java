package io.ringtail.kafka.record;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a record in {@code PREFIX.meta}, {@code HOST/BOOT/GENERATION/KIND} or {@code …/KIND/ID}: of the records with
 * one key, the topic keeps the last. All records of a host are in one partition, see {@code Partitions}.
 *
 * @param host the name, as {@link HostName} allows it
 * @param boot the id of the boot
 * @param generation when the ring buffer was created
 * @param kind what the value is
 * @param id the number of the event or thread; 0 where the kind has none
 */
public record MetaKey(String host, UUID boot, long generation, Kind kind, int id) {
    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9._-]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
                    + "/(-?\\d{1,19})/([a-z]{1,16})(?:/(-?\\d{1,10}))?");
    private static final int MAX_BYTES = HostName.MAX_LENGTH + 96;

    /** What a value is. */
    public enum Kind {
        /** The HELLO frame of {@code /stream}: the ring buffer's geometry, and the texts of its page format. */
        HELLO(false),
        /** An event's FORMAT frame; the id is the event's. */
        FORMAT(true),
        /** A thread's CMDLINE frame; the id is the one in the thread's events. */
        THREAD(true),
        /** A moment on both clocks, once a minute. */
        CLOCK(false),
        /** {@link Checkpoints}. */
        POSITIONS(false);

        private final boolean counted;

        Kind(boolean counted) {
            this.counted = counted;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the host. */
    public MetaKey {
        HostName.require(host);
    }

    /** Returns the key of a kind that has no ids. */
    public static MetaKey of(String host, UUID boot, long generation, Kind kind) {
        return new MetaKey(host, boot, generation, kind, 0);
    }

    /** Returns the key as text. */
    public String text() {
        String text = host + "/" + boot + "/" + generation + "/" + kind.text();
        return kind.counted ? text + "/" + id : text;
    }

    /** Returns the key as the record has it. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.US_ASCII);
    }

    /** Parses a record's key. */
    public static MetaKey parse(byte[] key) throws MalformedRecordException {
        String text = Texts.ascii("key", key, MAX_BYTES);
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new MalformedRecordException("the key '" + text + "' is not HOST/BOOT/GENERATION/KIND");
        }
        Kind kind = kind(parts.group(4));
        if (kind.counted != (parts.group(5) != null)) {
            throw new MalformedRecordException(
                    "the key '" + text + "' " + (kind.counted ? "needs an id" : "has an id that its kind has not"));
        }
        try {
            return new MetaKey(
                    parts.group(1),
                    UUID.fromString(parts.group(2)),
                    Long.parseLong(parts.group(3)),
                    kind,
                    kind.counted ? Integer.parseInt(parts.group(5)) : 0);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a key has a wrong part: " + e.getMessage(), e);
        }
    }

    private static Kind kind(String text) throws MalformedRecordException {
        for (Kind kind : Kind.values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        throw new MalformedRecordException("the kind '" + text + "' is unknown: a later version may have written it");
    }
}
