package io.ringtail.bridge.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import io.ringtail.bridge.Failures;
import io.ringtail.client.Tracer;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** A {@link RingtailAppender} of the root logger, which is added again when Logback is configured anew. */
public final class RootAppender implements AutoCloseable {
    private final Failures failures = new Failures("Logback");
    private final LoggerContext context;
    private final RingtailAppender appender;
    private final LoggerContextListener listener = new Resets();

    private RootAppender(LoggerContext context, Tracer tracer) {
        this.context = context;
        this.appender = new RingtailAppender(tracer);
        appender.setName("ringtail");
        appender.setContext(context);
    }

    /**
     * Adds an appender that writes with a tracer of the application's to Logback as SLF4J uses it.
     *
     * @throws IllegalStateException if SLF4J uses another library
     */
    public static RootAppender install(Tracer tracer) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            return install(context, tracer);
        }
        throw new IllegalStateException(
                "SLF4J does not use Logback, but " + factory.getClass().getName());
    }

    /** Adds an appender that writes with a tracer of the application's to a context. */
    public static RootAppender install(LoggerContext context, Tracer tracer) {
        RootAppender installed = new RootAppender(context, tracer);
        installed.add();
        context.addListener(installed.listener);
        return installed;
    }

    private void add() {
        appender.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    /** Removes the appender. */
    @Override
    public void close() {
        context.removeListener(listener);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
        appender.stop();
    }

    /** Adds the appender again, which a reset stops and removes. */
    private final class Resets implements LoggerContextListener {
        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onReset(LoggerContext reset) {
            try {
                add();
            } catch (Throwable e) {
                failures.onFailure(e);
            }
        }

        @Override
        public void onStart(LoggerContext started) {}

        @Override
        public void onStop(LoggerContext stopped) {}

        @Override
        public void onLevelChange(Logger logger, Level level) {}
    }
}
