package io.ringtail.bridge.logback;

import static io.ringtail.bridge.LogLines.failed;
import static io.ringtail.bridge.LogLines.line;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.LogLines;
import io.ringtail.bridge.WithDaemon;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class RingtailAppenderTest extends WithDaemon {
    private static final String NAME = "logback.test";

    private final LoggerContext context = new LoggerContext();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
    private Logger logger;
    private RingtailAppender appender;

    @BeforeEach
    void start() throws Exception {
        context.setMDCAdapter(mdc);
        appender = new RingtailAppender(daemon.tracer());
        appender.setContext(context);
        appender.start();
        logger = context.getLogger(NAME);
        logger.setLevel(Level.TRACE);
        logger.addAppender(appender);
        daemon.awaitReady();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void shouldWriteLevelMessageExceptionAndContext() throws Exception {
        logger.trace("a");
        logger.debug("b");
        logger.info("order {} of {}", 7, "ada");
        logger.warn("d");
        mdc.put("user", "ada");
        mdc.put("tenant", "7");
        logger.error("failed", new IllegalStateException("no stock"));
        mdc.clear();
        logger.error(null, new IllegalStateException());

        assertThat(daemon.logged())
                .containsExactly(
                        line(LogLevel.TRACE, NAME, "a"),
                        line(LogLevel.DEBUG, NAME, "b"),
                        line(LogLevel.INFO, NAME, "order 7 of ada"),
                        line(LogLevel.WARN, NAME, "d"),
                        failed(NAME, "user=ada, tenant=7"),
                        line(LogLevel.ERROR, NAME, "(null)", "java.lang.IllegalStateException", ""));
    }

    @Test
    void shouldKeepTheFiltersOfTheAppender() throws Exception {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel("WARN");
        filter.start();
        appender.addFilter(filter);
        logger.info("unwanted");
        logger.warn("wanted");

        assertThat(daemon.logged()).containsExactly(line(LogLevel.WARN, NAME, "wanted"));
    }

    @Test
    void shouldWriteWhatIsLeftOfArgumentsThatThrow() throws Exception {
        logger.info("{}", new LogLines.Failing());
        logger.info("{}", new LogLines.Endless());
        appender.doAppend(new Custom("no message"));
        logger.info("after");

        assertThat(daemon.logged())
                .containsExactly(
                        line(LogLevel.INFO, NAME, "[FAILED toString()]"),
                        line(LogLevel.INFO, NAME, "[FAILED toString()]"),
                        line(LogLevel.INFO, NAME, "after"));
    }

    @Test
    void shouldTakeACallWithoutContext() throws Exception {
        appender.doAppend(new Custom(null));

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, "(null)", "(null)"));
    }

    @Test
    void shouldLeaveOutCallsOfArgumentsAndOfRingtail() throws Exception {
        logger.info("outer {}", new LogLines.Logging(() -> logger.info("inner")));
        Logger own = context.getLogger("io.ringtail.client.EventType");
        own.addAppender(appender);
        own.warn("event shop:order is not written");

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "outer nested"));
    }

    @Test
    void shouldWriteAgainAfterAStopUntilTheTracerIsClosed() throws Exception {
        appender.stop();
        logger.info("stopped");
        appender.start();
        logger.info("started");
        daemon.tracer().close();
        logger.info("tracer closed");

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "started"));
    }

    @Test
    void shouldNotStartWithADirectoryThatIsNoPath() {
        RingtailAppender other = new RingtailAppender();
        other.setContext(context);
        other.setDirectory("a\0b");
        other.start();

        assertThat(other.isStarted()).isFalse();
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .anySatisfy(status -> assertThat(status.getMessage()).contains("no events are written"));
    }

    @Test
    void shouldConnectToItsDirectoryFromStartToStop() throws Exception {
        RingtailAppender own = new RingtailAppender();
        own.setContext(context);
        own.setDirectory(directory.toString());
        own.start();
        logger.detachAppender(appender);
        logger.addAppender(own);
        List<String> events = daemon.await("log", written -> {
            logger.info("own");
            return !written.isEmpty();
        });
        own.stop();

        assertThat(events).containsOnly(line(LogLevel.INFO, NAME, "own"));
    }

    /** A call that has only a level, and perhaps a message that cannot be read. */
    private static final class Custom extends LoggingEvent {
        private final @Nullable String problem;

        Custom(@Nullable String problem) {
            this.problem = problem;
            setLevel(Level.INFO);
        }

        @Override
        public @Nullable String getFormattedMessage() {
            if (problem != null) {
                throw new AssertionError(problem);
            }
            return null;
        }

        @Override
        @SuppressWarnings("NullAway") // what a library may do
        public @Nullable Map<String, String> getMDCPropertyMap() {
            return null;
        }
    }
}
