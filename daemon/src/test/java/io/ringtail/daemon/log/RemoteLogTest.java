package io.ringtail.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

final class RemoteLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("remote-log-test");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private long nowNs = Long.MAX_VALUE - 1000;
    private final RemoteLog log = new RemoteLog(() -> nowNs);

    @BeforeEach
    void start() {
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
    }

    @Test
    void shouldLogAFewLinesAndThenTheNumberOfTheOthers() {
        fail("uid 1", 5000);
        assertThat(lines()).hasSize(5).allMatch("uid 1 failed"::equals);
        nowNs += TimeUnit.SECONDS.toNanos(59);
        log.flush();
        assertThat(lines()).hasSize(5);
        nowNs += TimeUnit.SECONDS.toNanos(1);
        log.flush();
        assertThat(lines()).hasSize(6).endsWith("uid 1: 4995 more failures in the last 60 s");
        fail("uid 1", 1);
        log.close();
        assertThat(lines()).hasSize(7).endsWith("uid 1 failed");
    }

    @Test
    void shouldCountEachOriginatorByItself() {
        fail("uid 1", 6);
        fail("uid 2", 1);
        log.close();
        assertThat(lines()).hasSize(7).contains("uid 2 failed", "uid 1: 1 more failures in the last 0 s");
    }

    @Test
    void shouldBoundTheLinesOfManyOriginators() {
        for (int who = 0; who < 100_000; who++) {
            fail("10.0." + who, 1);
        }
        log.close();
        assertThat(lines()).hasSize(64 + 5 + 1).endsWith("others: 99931 more failures in the last 0 s");
    }

    private void fail(String who, int times) {
        for (int i = 0; i < times; i++) {
            log.log(logger, Level.WARN, "failures", who, who + " failed");
        }
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
