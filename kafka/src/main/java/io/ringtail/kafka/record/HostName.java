package io.ringtail.kafka.record;

import java.util.regex.Pattern;

/** The names of hosts in keys: letters, digits, dots, underscores and hyphens, so that no key has two readings. */
public final class HostName {
    /** The maximum length, that of a domain name. */
    public static final int MAX_LENGTH = 253;

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_LENGTH + "}");

    private HostName() {}

    /** Returns whether a text can be a host's name. */
    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /**
     * Returns the name.
     *
     * @throws IllegalArgumentException if it is no host's name
     */
    public static String require(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("'" + name
                    + "' is not a host name: use letters, digits, '.', '_' and '-', " + MAX_LENGTH + " at most");
        }
        return name;
    }
}
