package io.ringtail.daemon.log;

import ch.qos.logback.classic.LoggerContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The level up to which this process logs what Ringtail does. It is Logback's, so it may be changed at any time, by any
 * thread; with another logging library it cannot be, and has no effect.
 */
public final class LogLevel {
    /** The names of the levels, for messages. */
    public static final String NAMES = "error, warn, info, debug or trace";

    private static final String LOGGER = "io.ringtail";

    private LogLevel() {}

    /** Parses a level's name; empty if it is none. */
    public static Optional<Level> parse(String name) {
        return Arrays.stream(Level.values())
                .filter(level -> text(level).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** The name of a level, as {@link #parse} accepts it. */
    public static String text(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    /** Sets the level. */
    public static void set(Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(LOGGER).setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        }
    }

    /** The level in use. */
    public static String current() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? context.getLogger(LOGGER).getEffectiveLevel().toString().toLowerCase(Locale.ROOT)
                : "unknown";
    }
}
