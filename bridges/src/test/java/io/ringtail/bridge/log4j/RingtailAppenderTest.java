package io.ringtail.bridge.log4j;

import static io.ringtail.bridge.LogLines.failed;
import static io.ringtail.bridge.LogLines.line;
import static io.ringtail.bridge.LogLines.speechless;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.LogLines;
import io.ringtail.bridge.WithDaemon;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class RingtailAppenderTest extends WithDaemon {
    private static final String NAME = "log4j.test";

    private final LoggerContext context = new LoggerContext("test");
    private Logger logger;
    private RingtailAppender appender;

    @BeforeEach
    void start() throws Exception {
        context.start(new DefaultConfiguration());
        logger = context.getLogger(NAME);
        logger.setAdditive(false);
        appender = RingtailAppender.create("ringtail", daemon.tracer());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.ALL);
        daemon.awaitReady();
    }

    @AfterEach
    void stop() {
        ThreadContext.clearAll();
        context.stop();
    }

    @Test
    void shouldWriteLevelMessageExceptionAndContext() throws Exception {
        logger.trace("a");
        logger.debug("b");
        logger.info("order {} of {}", 7, "ada");
        logger.warn("d");
        logger.log(Level.forName("NOTICE", 350), "e");
        ThreadContext.put("user", "ada");
        ThreadContext.put("tenant", "7");
        logger.error("failed", new IllegalStateException("no stock"));
        ThreadContext.clearAll();
        logger.fatal((String) null, new IllegalStateException());

        assertThat(daemon.logged())
                .containsExactly(
                        line(LogLevel.TRACE, NAME, "a"),
                        line(LogLevel.DEBUG, NAME, "b"),
                        line(LogLevel.INFO, NAME, "order 7 of ada"),
                        line(LogLevel.WARN, NAME, "d"),
                        line(LogLevel.INFO, NAME, "e"),
                        failed(NAME, "tenant=7, user=ada"),
                        line(LogLevel.FATAL, NAME, "null", "java.lang.IllegalStateException", ""));
    }

    @Test
    void shouldNotPassOnWhatArgumentsThrow() throws Exception {
        logger.info("thrown", new LogLines.Speechless());
        appender.append(new Log4jLogEvent() {
            private static final long serialVersionUID = 1;

            @Override
            public String getLoggerName() {
                throw new AssertionError("no name");
            }
        });
        appender.append(new Log4jLogEvent());
        logger.info("after");

        assertThat(daemon.logged())
                .containsExactly(
                        speechless(NAME, "thrown"),
                        line(LogLevel.FATAL, "", "(null)"),
                        line(LogLevel.INFO, NAME, "after"));
    }

    @Test
    void shouldLeaveOutCallsOfArgumentsAndOfRingtail() throws Exception {
        Object nested = new LogLines.Logging(() -> logger.info("inner"));
        appender.append(Log4jLogEvent.newBuilder()
                .setLoggerName(NAME)
                .setLevel(Level.INFO)
                .setMessage(new org.apache.logging.log4j.message.ParameterizedMessage("outer {}", nested))
                .build());
        Logger own = context.getLogger("io.ringtail.client.EventType");
        own.addAppender(appender);
        own.error("event shop:order is not written");

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "outer nested"));
    }

    @Test
    void shouldWriteNothingOnceItHasStopped() throws Exception {
        logger.info("started");
        appender.stop(1, TimeUnit.SECONDS);
        logger.info("stopped");

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "started"));
    }

    @Test
    void shouldConnectToItsDirectoryUntilItStops() throws Exception {
        RingtailAppender own = RingtailAppender.create("own", directory.toString(), null);
        assertThat(own).isNotNull();
        own.start();
        logger.removeAppender(appender);
        logger.addAppender(own);
        List<String> events = daemon.await("log", written -> {
            logger.error("own");
            return !written.isEmpty();
        });
        own.stop();

        assertThat(events).containsOnly(line(LogLevel.ERROR, NAME, "own"));
    }

    @Test
    void shouldCreateNoAppenderForADirectoryThatIsNoPath() {
        assertThat(RingtailAppender.create("x", "a\0b", null)).isNull();
    }
}
