package io.ringtail.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.ringtail.daemon.access.Audit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogLayoutTest {
    private final LoggerContext context = new LoggerContext();

    @TempDir
    private Path scratch;

    @Test
    void shouldGiveTheJournalAPriorityAndNoTime() {
        LogLayout journal = layout(true);
        assertThat(line(journal, "io.ringtail.Ring", Level.ERROR, null)).isEqualTo("<3>Ring: what\n");
        assertThat(line(journal, "io.ringtail.Ring", Level.WARN, null)).isEqualTo("<4>Ring: what\n");
        assertThat(line(journal, "io.ringtail.Ring", Level.INFO, null)).isEqualTo("<6>Ring: what\n");
        assertThat(line(journal, "io.ringtail.Ring", Level.DEBUG, null)).isEqualTo("<7>Ring: what\n");
    }

    @Test
    void shouldMarkEachLineOfAStackTrace() {
        String text = line(layout(true), "io.ringtail.Ring", Level.ERROR, new IllegalStateException("broken"));
        assertThat(text).startsWith("<3>Ring: what\n<3>java.lang.IllegalStateException: broken\n");
        assertThat(text.lines()).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("<3>"));
    }

    @Test
    void shouldTellChangesInTheAuditLogApart() {
        LogLayout journal = layout(true);
        assertThat(line(journal, Audit.LOGGER, Level.INFO, null)).isEqualTo("<5>audit: what\n");
        assertThat(line(journal, Audit.LOGGER, Level.WARN, null)).isEqualTo("<4>audit: what\n");
    }

    @Test
    void shouldGiveOthersTimeAndLevel() {
        assertThat(line(layout(false), "io.ringtail.Ring", Level.WARN, null))
                .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+\\S+ WARN  Ring: what\n");
    }

    @Test
    void shouldRecogniseTheJournalByDeviceAndInode() throws Exception {
        Path stream = Files.createFile(scratch.resolve("stream"));
        String name = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
        assertThat(JournalStream.is(stream, Map.of("JOURNAL_STREAM", name))).isTrue();
        assertThat(JournalStream.is(scratch, Map.of("JOURNAL_STREAM", name))).isFalse();
        assertThat(JournalStream.is(scratch.resolve("none"), Map.of("JOURNAL_STREAM", name)))
                .isFalse();
        assertThat(JournalStream.is(stream, Map.of())).isFalse();
    }

    private LogLayout layout(boolean journal) {
        LogLayout layout = new LogLayout(journal);
        layout.setContext(context);
        layout.start();
        return layout;
    }

    private String line(LogLayout layout, String name, Level level, @Nullable Throwable cause) {
        Logger logger = context.getLogger(name);
        return layout.doLayout(new LoggingEvent("test", logger, level, "what", cause, null));
    }
}
