package io.ringtail.bridge;

import static io.ringtail.bridge.LogLines.line;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.ringtail.bridge.jul.RootHandler;
import java.util.logging.LogManager;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bridges of root loggers, while the application configures its logging anew. */
@Timeout(120)
final class RootLoggersTest extends WithDaemon {
    private void shouldHaveWritten(String logger) throws Exception {
        assertThat(daemon.logged())
                .containsExactly(
                        line(LogLevel.ERROR, logger, "before"), line(LogLevel.ERROR, logger, "after a configuration"));
    }

    @Test
    void shouldStayInLogbackUntilItIsClosed() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        org.slf4j.Logger logger = context.getLogger("root.logback");
        try (io.ringtail.bridge.logback.RootAppender bridge =
                io.ringtail.bridge.logback.RootAppender.install(context, daemon.tracer())) {
            daemon.awaitReady();
            logger.error("before");
            context.reset();
            logger.error("after a configuration");
            assertThat(bridge).isNotNull();
        }
        logger.error("closed");
        context.reset();
        logger.error("closed");
        context.stop();

        shouldHaveWritten("root.logback");
    }

    @Test
    void shouldStayInLog4jUntilItIsClosed() throws Exception {
        try (org.apache.logging.log4j.core.LoggerContext context =
                new org.apache.logging.log4j.core.LoggerContext("root")) {
            context.start(new DefaultConfiguration());
            org.apache.logging.log4j.Logger logger = context.getLogger("root.log4j");
            try (io.ringtail.bridge.log4j.RootAppender bridge =
                    io.ringtail.bridge.log4j.RootAppender.install(context, daemon.tracer())) {
                daemon.awaitReady();
                logger.error("before");
                context.setConfiguration(new DefaultConfiguration());
                logger.error("after a configuration");
                assertThat(bridge).isNotNull();
            }
            logger.error("closed");
            context.setConfiguration(new DefaultConfiguration());
            logger.error("closed");
        }

        shouldHaveWritten("root.log4j");
    }

    @Test
    void shouldStayInJavaUtilLoggingUntilItIsClosed() throws Exception {
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger("root.jul");
        try (RootHandler bridge = RootHandler.install(daemon.tracer())) {
            daemon.awaitReady();
            logger.severe("before");
            LogManager.getLogManager().readConfiguration();
            daemon.awaitReady();
            logger.severe("after a configuration");
            assertThat(bridge).isNotNull();
        }
        logger.severe("closed");
        LogManager.getLogManager().readConfiguration();
        logger.severe("closed");

        shouldHaveWritten("root.jul");
    }
}
