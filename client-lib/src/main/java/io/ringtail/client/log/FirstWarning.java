package io.ringtail.client.log;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that prints the first warning of the process to standard error, in one line, and nothing else. */
final class FirstWarning extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private static final AtomicBoolean PRINTED = new AtomicBoolean();

    private FirstWarning() {
        name = "io.ringtail";
    }

    /** Returns such a logger; with an SLF4J before 2.0, the one that is there. */
    static Logger logger(Logger otherwise) {
        try {
            return new FirstWarning();
        } catch (LinkageError e) {
            return otherwise;
        }
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return !PRINTED.get();
    }

    @Override
    public boolean isErrorEnabled() {
        return !PRINTED.get();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (PRINTED.compareAndSet(false, true)) {
            String text = MessageFormatter.basicArrayFormat(message, arguments);
            System.err.println("ringtail: " + text.replace('\n', ' ') + (thrown == null ? "" : ": " + thrown)
                    + " (further messages need an SLF4J provider, such as Logback)");
        }
    }
}
