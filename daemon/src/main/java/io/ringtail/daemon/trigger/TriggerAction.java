package io.ringtail.daemon.trigger;

import io.ringtail.reader.filter.EventPattern;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger does: {@code snapshot}, {@code stop}, {@code count}, {@code enable:GLOB} or {@code disable:GLOB}, and how
 * often at most, after another colon.
 *
 * @param text as it was given
 * @param events the events that are switched; null if none are
 * @param most how often; {@link Long#MAX_VALUE} for no limit
 */
record TriggerAction(String text, Kind kind, @Nullable EventPattern events, long most) {
    private static final int LONGEST = 300;
    private static final Pattern TEXT =
            Pattern.compile("(snapshot|stop|count|enable|disable)(?::(.*?))??(?::(\\d{1,9}))?");

    /** The kinds of actions. */
    enum Kind {
        /** Takes a snapshot. */
        SNAPSHOT,
        /** Disables all events. */
        STOP,
        /** Only counts. */
        COUNT,
        /** Enables events. */
        ENABLE,
        /** Disables events. */
        DISABLE
    }

    /**
     * Parses an action.
     *
     * @throws IllegalArgumentException if the text is none; the message says what is
     */
    static TriggerAction parse(String text) {
        Matcher matcher = text.length() > LONGEST ? TEXT.matcher("") : TEXT.matcher(text);
        if (!matcher.matches()) {
            throw wrong(text);
        }
        Kind kind = Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String glob = matcher.group(2);
        boolean switches = kind == Kind.ENABLE || kind == Kind.DISABLE;
        boolean isMisplaced = switches ? glob == null || glob.isEmpty() : glob != null;
        if (isMisplaced || (kind == Kind.COUNT && matcher.group(3) != null)) {
            throw wrong(text);
        }
        long most = matcher.group(3) == null ? Long.MAX_VALUE : Long.parseLong(matcher.group(3));
        if (most == 0) {
            throw wrong(text);
        }
        return new TriggerAction(text, kind, glob == null ? null : new EventPattern(glob), most);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text.substring(0, Math.min(text.length(), LONGEST))
                + "' is no action: give snapshot, stop, count, enable:GLOB or disable:GLOB; each but count may end in"
                + " :N, to be done N times at most");
    }
}
