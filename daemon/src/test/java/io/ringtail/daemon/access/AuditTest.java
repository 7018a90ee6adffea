package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringtail.daemon.log.RemoteLog;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines of the audit log. */
final class AuditTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Audit audit = new Audit(new RemoteLog(() -> 0));
    private final Principal alice =
            new Principal("uid 1000 (alice)", "local pid 7", Set.of(Role.READ), Principal.Origin.LOCAL);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void shouldRecordEveryChange() {
        for (int i = 0; i < 20; i++) {
            audit.changed(alice, "disabled load:tick");
        }
        assertThat(texts()).hasSize(20).allMatch("uid 1000 (alice), local pid 7: disabled load:tick"::equals);
    }

    @Test
    void shouldLimitTheLinesThatAnyoneCanCause() {
        for (int i = 0; i < 20; i++) {
            audit.refused(alice, "POST /snapshot", "no");
            audit.rejected("192.0.2.7", "a request", "the token is not known");
        }
        assertThat(texts()).hasSize(10).contains("uid 1000 (alice), local pid 7: refused POST /snapshot: no");
    }

    @Test
    void shouldLimitTheLinesOfRecordings() {
        Principal peer = Principal.anonymous("192.0.2.7", Set.of(Role.READ));
        for (int i = 0; i < 20; i++) {
            audit.changedForRecording(peer, "enabled 7 events");
        }
        assertThat(texts()).hasSize(5).allMatch("anonymous, 192.0.2.7: enabled 7 events"::equals);
    }

    @Test
    void shouldNotLetAClientForgeALine() {
        audit.changed(alice, "took it, reason 'a\r\nuid 0: b\u2028c\u202Ed\u001b[2Je\u0085'");
        assertThat(texts()).containsExactly("uid 1000 (alice), local pid 7: took it, reason 'a??uid 0: b?c?d?[2Je?'");
    }

    private List<String> texts() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
