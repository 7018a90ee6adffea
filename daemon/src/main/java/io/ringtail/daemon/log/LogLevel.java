package io.ringtail.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The level up to which this process logs what Ringtail does, the audit log apart. It is Logback's, so it may be changed
 * at any time, by any thread; with another logging library it cannot be, and has no effect.
 */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /** The names of the levels, for messages. */
    public static final String NAMES = "off, error, warn, info, debug or trace";

    private static final String LOGGER = "io.ringtail";

    /** Parses a level's name; empty if it is none. */
    public static Optional<LogLevel> parse(String name) {
        return Arrays.stream(values())
                .filter(level -> level.text().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** The name of the level, as {@link #parse} accepts it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes this process log up to this level. */
    public void use() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(LOGGER).setLevel(Level.toLevel(name()));
        }
    }

    /** The level in use. */
    public static String current() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? context.getLogger(LOGGER).getEffectiveLevel().toString().toLowerCase(Locale.ROOT)
                : "unknown";
    }
}
