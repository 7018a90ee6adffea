package io.ringtail.bridge.jul;

import static io.ringtail.bridge.LogLines.failed;
import static io.ringtail.bridge.LogLines.line;
import static io.ringtail.bridge.LogLines.speechless;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.LogLines;
import io.ringtail.bridge.TestDaemon;
import io.ringtail.bridge.WithDaemon;
import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class RingtailHandlerTest extends WithDaemon {
    private static final String NAME = "jul.test";

    private final Logger logger = Logger.getLogger(NAME);
    private RingtailHandler handler;

    @BeforeEach
    void start() throws Exception {
        Tracer tracer = daemon.tracer();
        RingtailHandler handler = new RingtailHandler(tracer);
        logger.addHandler(handler);
        this.handler = handler;
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        daemon.awaitReady();
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        handler.close();
    }

    @Test
    void shouldWriteLevelMessageExceptionAndContext() throws Exception {
        logger.finest("a");
        logger.fine("b");
        logger.config("c");
        logger.info("d");
        logger.log(Level.WARNING, "order {0} of {1}", new Object[] {"x", "ada"});
        MDC.put("user", "ada");
        MDC.put("tenant", "7");
        logger.log(Level.SEVERE, "failed", new IllegalStateException("no stock"));
        MDC.clear();
        logger.log(Level.SEVERE, null, new IllegalStateException());

        assertThat(daemon.logged())
                .containsExactly(
                        line(LogLevel.TRACE, NAME, "a"),
                        line(LogLevel.DEBUG, NAME, "b"),
                        line(LogLevel.INFO, NAME, "c"),
                        line(LogLevel.INFO, NAME, "d"),
                        line(LogLevel.WARN, NAME, "order x of ada"),
                        failed(NAME, "user=ada, tenant=7"),
                        line(LogLevel.ERROR, NAME, "(null)", "java.lang.IllegalStateException", ""));
    }

    @Test
    void shouldKeepLevelAndFilterOfTheHandler() throws Exception {
        handler.setLevel(Level.INFO);
        handler.setFilter(call -> {
            if (call.getMessage().equals("broken")) {
                throw new AssertionError("no answer");
            }
            return !call.getMessage().equals("unwanted");
        });
        logger.fine("fine");
        logger.info("unwanted");
        logger.info("broken");
        logger.info("wanted");

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "wanted"));
    }

    @Test
    void shouldNotPassOnWhatArgumentsThrow() throws Exception {
        logger.log(Level.INFO, "{0}", new LogLines.Failing());
        logger.log(Level.INFO, "{0}", new LogLines.Endless());
        logger.log(Level.INFO, "thrown", new LogLines.Speechless());
        logger.info("after");

        assertThat(daemon.logged()).containsExactly(speechless(NAME, "thrown"), line(LogLevel.INFO, NAME, "after"));
    }

    @Test
    void shouldLeaveOutCallsOfArgumentsAndOfRingtail() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        LogLines.Logging nested = new LogLines.Logging(() -> {
            asked.incrementAndGet();
            logger.log(Level.INFO, "inner {0}", "x");
        });
        logger.log(Level.INFO, "outer {0}", nested);
        handler.publish(named("io.ringtail.client.EventType"));
        handler.publish(named(null));

        assertThat(asked).hasValue(1);
        assertThat(daemon.logged())
                .containsExactly(line(LogLevel.INFO, NAME, "outer nested"), line(LogLevel.INFO, "(null)", "named"));
    }

    private static LogRecord named(@Nullable String logger) {
        LogRecord call = new LogRecord(Level.INFO, "named");
        call.setLoggerName(logger);
        return call;
    }

    @Test
    void shouldReadNothingOfACallWhileTheEventIsDisabled() throws Exception {
        EventType type = daemon.tracer()
                .event("log", "message")
                .enumeration("level", LogLevel.class)
                .string("logger")
                .string("message")
                .string("thrown")
                .string("mdc")
                .register();
        daemon.awaitReady();
        daemon.put("/events/log/message/enable", "0");
        TestDaemon.awaitEnabled(type, false);
        AtomicInteger asked = new AtomicInteger();
        logger.log(Level.INFO, "{0}", new LogLines.Logging(asked::incrementAndGet));
        daemon.put("/events/log/message/enable", "1");
        TestDaemon.awaitEnabled(type, true);
        logger.info("enabled");

        assertThat(asked).hasValue(0);
        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "enabled"));
    }

    @Test
    void shouldWriteNothingOnceItOrItsTracerIsClosed() throws Exception {
        handler.close();
        logger.info("closed");
        RingtailHandler other = new RingtailHandler(daemon.tracer());
        logger.addHandler(other);
        daemon.awaitReady();
        logger.info("other");
        daemon.tracer().close();
        logger.info("tracer closed");
        logger.removeHandler(other);

        assertThat(daemon.logged()).containsExactly(line(LogLevel.INFO, NAME, "other"));
    }
}
