package io.ringtail.client;

import io.ringtail.client.log.Log;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Lets a short program's events reach a ring before it ends, if {@code ringtail.flush} asks for that: the JVM's exit, or
 * closing the tracer, waits for the first attach, at most as long as given. By default nothing waits.
 */
final class ExitFlush {
    /** The system property for the time limit, like {@code 200ms} or {@code 2s}; the environment has RINGTAIL_FLUSH. */
    static final String PROPERTY = "ringtail.flush";

    private static final Logger LOG = Log.of(ExitFlush.class);
    private static final String VARIABLE = "RINGTAIL_FLUSH";
    private static final String LIMIT = "(\\d{1,6})(ms|s)";

    private Duration limit = Duration.ZERO;
    private @Nullable Thread hook;

    /**
     * Registers the wait, if it is asked for.
     *
     * @param wait waits for the early events, at most for the given time
     */
    void install(Consumer<Duration> wait) {
        limit = limitIn(System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, "")));
        if (limit.isZero()) {
            return;
        }
        Duration asked = limit;
        Thread waiting = new Thread(null, () -> wait.accept(asked), "ringtail-flush", 0, false);
        waiting.setContextClassLoader(ExitFlush.class.getClassLoader());
        try {
            Runtime.getRuntime().addShutdownHook(waiting);
            hook = waiting;
        } catch (IllegalStateException e) {
            Log.guarded(() -> LOG.debug("the JVM is ending already", e));
        }
    }

    /** Returns how long the end of the tracer may wait; zero unless it is asked for. */
    Duration limit() {
        return limit;
    }

    /** Forgets the wait. */
    void remove() {
        Thread waiting = hook;
        hook = null;
        if (waiting != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(waiting);
            } catch (IllegalStateException e) {
                Log.guarded(() -> LOG.debug("the JVM is ending", e));
            }
        }
    }

    private static Duration limitIn(String text) {
        if (text.isBlank()) {
            return Duration.ZERO;
        }
        Matcher duration = Pattern.compile(LIMIT).matcher(text.strip().toLowerCase(Locale.ROOT));
        if (duration.matches()) {
            long number = Long.parseLong(duration.group(1));
            return duration.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
        }
        Log.guarded(() -> LOG.warn(
                "{}={} is not a duration like 200ms or 2s: the JVM's exit does not wait for events", PROPERTY, text));
        return Duration.ZERO;
    }
}
