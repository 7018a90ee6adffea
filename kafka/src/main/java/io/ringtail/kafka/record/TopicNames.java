package io.ringtail.kafka.record;

import java.util.regex.Pattern;

/**
 * The names of a fleet's topics, which begin with one prefix.
 *
 * @param prefix letters, digits, dots, underscores and hyphens; {@link #DEFAULT_PREFIX} unless users say otherwise
 */
public record TopicNames(String prefix) {
    /** The prefix of which users need not think. */
    public static final String DEFAULT_PREFIX = "ringtail";

    /** Kafka's limit is 249, of which the longest suffix takes ten. */
    private static final int MAX_LENGTH = 239;

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_LENGTH + "}");

    /** Checks the prefix. */
    public TopicNames {
        if (!VALID.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "'" + prefix + "' cannot begin a topic's name: use letters, digits, '.', '_'" + " and '-', "
                            + MAX_LENGTH + " at most");
        }
    }

    /** Returns the topic with all pages. */
    public String pages() {
        return prefix + ".pages";
    }

    /** Returns the topic with what decodes pages, which is compacted. */
    public String meta() {
        return prefix + ".meta";
    }

    /** Returns the topic by which a fleet's shippers are asked for something. */
    public String control() {
        return prefix + ".control";
    }

    /** Returns the topic with the pages of snapshots of the fleet. */
    public String snapshots() {
        return prefix + ".snapshots";
    }
}
