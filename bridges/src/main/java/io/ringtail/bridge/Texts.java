package io.ringtail.bridge;

import org.jspecify.annotations.Nullable;

/** Texts of fields that more than one bridge has. */
public final class Texts {
    private Texts() {}

    /** Returns an exception's class and message, or an empty text if there is none. */
    public static String thrown(@Nullable Throwable thrown) {
        return thrown == null ? "" : thrown(thrown.getClass().getName(), messageOf(thrown));
    }

    /** Returns an exception's class and message. */
    public static String thrown(String className, @Nullable String message) {
        return message == null ? className : className + ": " + message;
    }

    /** The message may be computed by the application's code, whose failure is not to cost the event. */
    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable e) {
            if (e instanceof ThreadDeath death) {
                throw death;
            }
            return "(its message threw " + e.getClass().getName() + ')';
        }
    }
}
