package io.ringtail.bridge;

import org.jspecify.annotations.Nullable;

/**
 * Reads log calls as one logging library represents them. Each method may throw anything.
 *
 * @param <C> a log call
 */
public interface LogCalls<C> {
    /**
     * Returns whether the call is to be recorded; asked only while the event is enabled. Each call is, unless the
     * library leaves it to its handlers to filter calls.
     */
    default boolean isWanted(C call) {
        return true;
    }

    /** Returns the logger's name. */
    @Nullable
    String logger(C call);

    /** Returns the severity. */
    LogLevel level(C call);

    /** Returns the message with its arguments. */
    @Nullable
    String message(C call);

    /** Returns the exception's class and message, or an empty text. */
    String thrown(C call);

    /** Returns the diagnostic context as {@code k=v, k2=v2}, or an empty text. */
    String mdc(C call);
}
