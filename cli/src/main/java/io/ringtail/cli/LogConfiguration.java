package io.ringtail.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import io.ringtail.daemon.log.LogLayout;

/**
 * How the commands and the daemon log: to standard error. Logback finds it as a service. It takes the place of a
 * {@code logback.xml}, for which each process would load Logback's and the JDK's parsers, 480 classes; a file that is named
 * by {@code -Dlogback.configurationFile} or that a test has on its class path is used instead.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    private static final String FILE_PROPERTY = "logback.configurationFile";
    private static final String TEST_FILE = "/logback-test.xml";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE_PROPERTY) != null || getClass().getResource(TEST_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getStatusManager().add(new NopStatusListener());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError(context));
        level(context, "io.netty", "WARN");
        // What its clients cannot do is in their callers' own messages.
        level(context, "org.apache.kafka", System.getProperty("ringtail.kafka.log", "ERROR"));
        level(context, "net.openhft", "ERROR");
        level(context, "io.ringtail", System.getProperty("ringtail.log", "WARN"));
        level(context, "ringtail.audit", System.getProperty("ringtail.audit", "INFO"));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        LogLayout layout = new LogLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("STDERR");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static void level(LoggerContext context, String logger, String level) {
        context.getLogger(logger).setLevel(Level.toLevel(level));
    }
}
