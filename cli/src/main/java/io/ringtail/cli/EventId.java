package io.ringtail.cli;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The number and the name of an event in a daemon's answer, which is not trusted: names are shown on a terminal and
 * become parts of URLs, and the numbers say when all events have been listed.
 *
 * @param number {@code common_type} of its records
 * @param name SYSTEM:NAME
 */
record EventId(long number, String name) {
    private static final int MAX_NUMBER = 0xffff;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w{0,127}:[A-Za-z_]\\w{0,127}");
    private static final int SHOWN_CHARACTERS = 80;

    /**
     * Reads them from an object.
     *
     * @throws IllegalArgumentException if it has none that are valid
     */
    static EventId of(Map<String, @Nullable Object> event) {
        String name = Json.string(event, "event");
        if (!NAME.matcher(name).matches()) {
            String shown = name.length() <= SHOWN_CHARACTERS ? name : name.substring(0, SHOWN_CHARACTERS) + "...";
            throw new IllegalArgumentException("'" + shown + "' is no event's name");
        }
        long number = Json.number(event, "id");
        if (number < 1 || number > MAX_NUMBER) {
            throw new IllegalArgumentException(name + " has the id " + number + ", not 1 to " + MAX_NUMBER);
        }
        return new EventId(number, name);
    }
}
