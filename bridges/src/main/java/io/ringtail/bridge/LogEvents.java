package io.ringtail.bridge;

import io.ringtail.client.typed.TraceEnabled;
import io.ringtail.client.typed.TraceProvider;
import org.jspecify.annotations.Nullable;

/**
 * The event of a log call. The logger is the first text, since a thread's next call is often of the same logger, whose
 * name is then encoded already.
 */
@TraceProvider(LogEvents.SYSTEM)
interface LogEvents {
    /** The system of the event. */
    String SYSTEM = "log";

    @TraceEnabled("message")
    boolean isEnabled();

    void message(LogLevel level, @Nullable String logger, @Nullable String message, String thrown, String mdc);
}
