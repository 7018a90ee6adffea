package io.ringtail.bridge.log4j;

import io.ringtail.bridge.LogCalls;
import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.Pairs;
import io.ringtail.bridge.Texts;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.jspecify.annotations.Nullable;

/** Reads the log calls of Log4j, which its appender has filtered. */
final class Log4jCalls implements LogCalls<LogEvent> {
    @Override
    public @Nullable String logger(LogEvent call) {
        return call.getLoggerName();
    }

    @Override
    public LogLevel level(LogEvent call) {
        int level = call.getLevel().intLevel();
        if (level <= Level.FATAL.intLevel()) {
            return LogLevel.FATAL;
        }
        if (level <= Level.ERROR.intLevel()) {
            return LogLevel.ERROR;
        }
        if (level <= Level.WARN.intLevel()) {
            return LogLevel.WARN;
        }
        if (level <= Level.INFO.intLevel()) {
            return LogLevel.INFO;
        }
        return level <= Level.DEBUG.intLevel() ? LogLevel.DEBUG : LogLevel.TRACE;
    }

    @Override
    public @Nullable String message(LogEvent call) {
        Message message = call.getMessage();
        return message == null ? null : message.getFormattedMessage();
    }

    @Override
    public String thrown(LogEvent call) {
        return Texts.thrown(call.getThrown());
    }

    @Override
    public String mdc(LogEvent call) {
        ReadOnlyStringMap context = call.getContextData();
        if (context == null || context.isEmpty()) {
            return "";
        }
        Pairs pairs = new Pairs();
        context.forEach(pairs::add);
        return pairs.toString();
    }
}
