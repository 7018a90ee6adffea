package io.ringtail.bridge;

import static io.ringtail.bridge.LogLines.line;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.InputStream;
import java.net.URL;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The configuration files of {@code docs/bridges.md}, loaded by the libraries themselves. */
@Timeout(120)
final class LoggingSamplesTest extends WithDaemon {
    private static final String DIRECTORY = "ringtail.dir";

    @BeforeEach
    void start() {
        System.setProperty(DIRECTORY, directory.toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(DIRECTORY);
    }

    @Test
    void shouldConfigureLogback() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(sample("logback.xml"));
        try {
            org.slf4j.Logger logger = context.getLogger("shop");
            shouldWrite(() -> {
                logger.debug("unwanted");
                logger.info("wanted");
            });
        } finally {
            context.stop();
        }
    }

    @Test
    void shouldConfigureLog4j() throws Exception {
        try (org.apache.logging.log4j.core.LoggerContext context =
                Configurator.initialize("sample", null, sample("log4j2.xml").toURI())) {
            org.apache.logging.log4j.Logger logger = context.getLogger("shop");
            shouldWrite(() -> {
                logger.debug("unwanted");
                logger.info("wanted");
            });
        }
    }

    @Test
    void shouldConfigureJavaUtilLogging() throws Exception {
        LogManager manager = LogManager.getLogManager();
        try (InputStream properties = sample("logging.properties").openStream()) {
            manager.readConfiguration(properties);
        }
        try {
            java.util.logging.Logger logger = java.util.logging.Logger.getLogger("shop");
            shouldWrite(() -> {
                logger.fine("unwanted");
                logger.info("wanted");
            });
        } finally {
            manager.readConfiguration();
        }
    }

    private static URL sample(String name) {
        return Objects.requireNonNull(LoggingSamplesTest.class.getResource("/samples/" + name));
    }

    /** Logs until the tracer, which connects in the background, writes it. */
    private void shouldWrite(Runnable log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        log.run();
        while (daemon.logged().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
            log.run();
        }
        assertThat(daemon.logged()).containsOnly(line(LogLevel.INFO, "shop", "wanted"));
    }
}
