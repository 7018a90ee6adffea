package io.ringtail.bridge.log4j;

import io.ringtail.bridge.Failures;
import io.ringtail.client.Tracer;
import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** A {@link RingtailAppender} of the root logger, which is added again when Log4j is configured anew. */
public final class RootAppender implements AutoCloseable {
    private static final String NAME = "ringtail-root";

    private final Failures failures = new Failures("Log4j");
    private final LoggerContext context;
    private final RingtailAppender appender;
    private final PropertyChangeListener listener = this::onChange;

    private RootAppender(LoggerContext context, Tracer tracer) {
        this.context = context;
        this.appender = RingtailAppender.create(NAME, tracer);
    }

    /**
     * Adds an appender that writes with a tracer of the application's to Log4j as this class's loader sees it.
     *
     * @throws IllegalStateException if the Log4j API uses another library than Log4j's own
     */
    public static RootAppender install(Tracer tracer) {
        Object context = LogManager.getContext(RootAppender.class.getClassLoader(), false);
        if (context instanceof LoggerContext core) {
            return install(core, tracer);
        }
        throw new IllegalStateException("the Log4j API does not use log4j-core, but "
                + context.getClass().getName());
    }

    /** Adds an appender that writes with a tracer of the application's to a context. */
    public static RootAppender install(LoggerContext context, Tracer tracer) {
        RootAppender installed = new RootAppender(context, tracer);
        installed.appender.start();
        installed.add();
        context.addPropertyChangeListener(installed.listener);
        return installed;
    }

    private LoggerConfig root() {
        return context.getConfiguration().getRootLogger();
    }

    private void add() {
        root().addAppender(appender, null, null);
    }

    /** Called for each update of the loggers, too. */
    private void onChange(PropertyChangeEvent change) {
        try {
            if (!root().getAppenders().containsKey(NAME)) {
                add();
            }
        } catch (Throwable e) {
            failures.onFailure(e);
        }
    }

    /** Removes the appender. */
    @Override
    public void close() {
        context.removePropertyChangeListener(listener);
        root().removeAppender(NAME);
        appender.stop();
    }
}
