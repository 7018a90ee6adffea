package io.ringtail.bridge.jul;

import io.ringtail.bridge.LogCalls;
import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.Pairs;
import io.ringtail.bridge.Texts;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** Reads the records of java.util.logging. */
final class JulCalls implements LogCalls<LogRecord> {
    /** Only for messages with arguments: it finds resource bundles and formats as all handlers do. */
    private final Formatter formatter = new SimpleFormatter();

    private final Handler handler;

    JulCalls(Handler handler) {
        this.handler = handler;
    }

    @Override
    public boolean isWanted(LogRecord call) {
        return handler.isLoggable(call);
    }

    @Override
    public @Nullable String logger(LogRecord call) {
        return call.getLoggerName();
    }

    @Override
    public LogLevel level(LogRecord call) {
        int level = call.getLevel().intValue();
        if (level >= Level.SEVERE.intValue()) {
            return LogLevel.ERROR;
        }
        if (level >= Level.WARNING.intValue()) {
            return LogLevel.WARN;
        }
        if (level >= Level.CONFIG.intValue()) {
            return LogLevel.INFO;
        }
        return level >= Level.FINER.intValue() ? LogLevel.DEBUG : LogLevel.TRACE;
    }

    @Override
    public @Nullable String message(LogRecord call) {
        return formatter.formatMessage(call);
    }

    @Override
    public String thrown(LogRecord call) {
        return Texts.thrown(call.getThrown());
    }

    @Override
    public String mdc(LogRecord call) {
        MDCAdapter adapter = MDC.getMDCAdapter();
        return adapter == null ? "" : Pairs.of(adapter.getCopyOfContextMap());
    }
}
