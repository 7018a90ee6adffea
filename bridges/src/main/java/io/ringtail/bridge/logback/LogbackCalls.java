package io.ringtail.bridge.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.ringtail.bridge.LogCalls;
import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.Pairs;
import io.ringtail.bridge.Texts;
import org.jspecify.annotations.Nullable;

/** Reads the log calls of Logback, which its appender has filtered. */
final class LogbackCalls implements LogCalls<ILoggingEvent> {
    @Override
    public @Nullable String logger(ILoggingEvent call) {
        return call.getLoggerName();
    }

    @Override
    public LogLevel level(ILoggingEvent call) {
        int level = call.getLevel().toInt();
        if (level >= Level.ERROR_INT) {
            return LogLevel.ERROR;
        }
        if (level >= Level.WARN_INT) {
            return LogLevel.WARN;
        }
        if (level >= Level.INFO_INT) {
            return LogLevel.INFO;
        }
        return level >= Level.DEBUG_INT ? LogLevel.DEBUG : LogLevel.TRACE;
    }

    @Override
    public @Nullable String message(ILoggingEvent call) {
        return call.getFormattedMessage();
    }

    @Override
    public String thrown(ILoggingEvent call) {
        IThrowableProxy thrown = call.getThrowableProxy();
        return thrown == null ? "" : Texts.thrown(thrown.getClassName(), thrown.getMessage());
    }

    @Override
    public String mdc(ILoggingEvent call) {
        return Pairs.of(call.getMDCPropertyMap());
    }
}
