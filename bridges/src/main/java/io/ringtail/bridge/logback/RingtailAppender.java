package io.ringtail.bridge.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.ringtail.bridge.LogBridge;
import io.ringtail.bridge.UsedTracer;
import io.ringtail.client.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * An appender that writes log calls as events {@code log:message}, on the thread that logs: attach it to loggers
 * directly, not behind an AsyncAppender, whose thread all events would have. Its filters apply.
 */
public final class RingtailAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final @Nullable LogBridge<ILoggingEvent> shared;
    private @Nullable String directory;
    private volatile @Nullable LogBridge<ILoggingEvent> bridge;

    /** Creates an appender with its own tracer from start to stop, for a configuration file. */
    public RingtailAppender() {
        shared = null;
    }

    /** Creates an appender that writes with a tracer of the application's. */
    public RingtailAppender(Tracer tracer) {
        shared = open(UsedTracer.of(tracer));
    }

    private static LogBridge<ILoggingEvent> open(UsedTracer tracer) {
        return new LogBridge<>("Logback", tracer, new LogbackCalls());
    }

    /** Sets the daemon's run directory, for its own tracer; the default one unless set. */
    public void setDirectory(@Nullable String directory) {
        this.directory = directory;
    }

    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        try {
            bridge = shared == null ? open(UsedTracer.connect(directory)) : shared;
            super.start();
        } catch (RuntimeException | LinkageError e) {
            addError("no events are written: the directory is " + directory, e);
        }
    }

    @Override
    public void stop() {
        super.stop();
        LogBridge<ILoggingEvent> open = bridge;
        bridge = null;
        if (open != null && shared == null) {
            open.close();
        }
    }

    @Override
    protected void append(ILoggingEvent call) {
        LogBridge<ILoggingEvent> open = bridge;
        if (open != null) {
            open.write(call);
        }
    }
}
