package io.ringtail.reader.fleet;

import io.ringtail.reader.filter.Glob;
import java.time.Duration;
import java.time.Instant;

/**
 * What is asked of a fleet, within the limits of a request: a host does not answer one that it cannot parse.
 *
 * @param moment of interest, on the wall clock
 * @param before how much before it is wanted
 * @param after how much after it is wanted
 * @param hosts a pattern of the hosts asked
 * @param by who asks, for the hosts' logs
 * @param reason why, in a few words; may be empty
 * @param patience how long to wait for a host to say that it takes the request
 */
public record SnapshotWish(
        Instant moment, Duration before, Duration after, String hosts, String by, String reason, Duration patience) {
    /** The most characters of a reason. */
    public static final int MOST_REASON = 512;
    /** The most characters of any other text. */
    public static final int MOST_NAME = 256;
    /** The longest time that may be wanted before the moment, and after it. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final Instant LAST_MOMENT = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a part is beyond its limit; the message begins with the name of the option
     *     that sets it, such as {@code before}
     */
    public SnapshotWish {
        if (moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST_MOMENT)) {
            throw new IllegalArgumentException("moment is " + moment + ": give a time from 1970 to 2262");
        }
        requireShort("before", before);
        requireShort("after", after);
        requireLine("host", hosts, MOST_NAME);
        requireLine("by", by, MOST_NAME);
        requireLine("reason", reason, MOST_REASON);
        requirePattern(hosts);
    }

    private static void requireShort(String name, Duration wanted) {
        if (wanted.isNegative() || wanted.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + wanted.toSeconds() + " s: give at most " + LONGEST.toSeconds() + " s");
        }
    }

    private static void requireLine(String name, String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException(name + " has " + text.length() + " characters: give at most " + most);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " has control characters: give one line of text");
        }
    }

    private static void requirePattern(String hosts) {
        try {
            var unused = new Glob(hosts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("host is " + e.getMessage(), e);
        }
    }

    /** Returns a copy for another moment. */
    public SnapshotWish at(Instant other) {
        return new SnapshotWish(other, before, after, hosts, by, reason, patience);
    }
}
