package io.ringtail.bridge.jul;

import io.ringtail.bridge.LogBridge;
import io.ringtail.bridge.UsedTracer;
import io.ringtail.client.Tracer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A handler that writes records as events {@code log:message}, on the thread that logs. Its level and filter apply; it
 * needs no formatter. The diagnostic context is SLF4J's.
 *
 * <p>In a logging.properties: {@code handlers=io.ringtail.bridge.jul.RingtailHandler}, and optionally
 * {@code io.ringtail.bridge.jul.RingtailHandler.directory} and {@code .level}.
 */
public final class RingtailHandler extends Handler {
    private final LogBridge<LogRecord> bridge;

    /** Creates a handler with its own tracer, as the LogManager's properties say; {@link #close()} closes it. */
    public RingtailHandler() {
        this(UsedTracer.connect(property("directory")));
        setLevel(levelOf(property("level")));
    }

    /** Creates a handler that writes with a tracer of the application's. */
    public RingtailHandler(Tracer tracer) {
        this(UsedTracer.of(tracer));
    }

    private RingtailHandler(UsedTracer tracer) {
        bridge = new LogBridge<>("java.util.logging", tracer, new JulCalls(this));
    }

    private static @Nullable String property(String name) {
        return LogManager.getLogManager().getProperty(RingtailHandler.class.getName() + '.' + name);
    }

    private static Level levelOf(@Nullable String name) {
        try {
            return name == null ? Level.ALL : Level.parse(name.trim());
        } catch (IllegalArgumentException e) {
            return Level.ALL;
        }
    }

    @Override
    public void publish(LogRecord call) {
        bridge.write(call);
    }

    @Override
    public void flush() {}

    /** Stops writing; closes the tracer if it is this handler's own. */
    @Override
    public void close() {
        bridge.close();
    }
}
