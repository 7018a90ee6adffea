package io.ringtail.daemon.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.ServedSnapshots;
import io.ringtail.reader.filter.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(30)
@SuppressWarnings("NullAway.Init") // JUnit calls open() first
final class TriggerActionsTest {
    @TempDir
    private Path directory;

    private final List<CompletableFuture<ServedSnapshots.Taken>> asked = new ArrayList<>();
    private ServedFile daemon;
    private TriggerActions actions;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        actions = new TriggerActions(daemon, this::take);
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    private CompletableFuture<ServedSnapshots.Taken> take(String reason) {
        CompletableFuture<ServedSnapshots.Taken> taken = new CompletableFuture<>();
        asked.add(taken);
        return taken;
    }

    private static Trigger trigger(String action) {
        return new Trigger(1, Selection.ALL, TriggerAction.parse(action), 0);
    }

    private static ServedSnapshots.Taken taken() {
        return new ServedSnapshots.Taken(Path.of("s.dat"), 7, 3, 4096, "");
    }

    @Test
    void shouldNotCountASnapshotThatFails() {
        Trigger trigger = trigger("snapshot:1");
        actions.perform(trigger);
        asked.get(0).completeExceptionally(new IOException("the disk is full"));
        assertThat(trigger.isLive()).isTrue();
        assertThat(trigger.done()).isZero();
        assertThat(trigger.refused()).isEqualTo(1);

        actions.perform(trigger);
        asked.get(1).complete(taken());
        assertThat(trigger.isLive()).isFalse();
        assertThat(trigger.done()).isEqualTo(1);
    }

    @Test
    void shouldNotAskForASnapshotWhileOneIsBeingTaken() {
        Trigger trigger = trigger("snapshot:1");
        actions.perform(trigger);
        actions.perform(trigger);
        assertThat(asked).hasSize(1);
        assertThat(trigger.refused()).isEqualTo(1);
        asked.get(0).complete(taken());
        actions.perform(trigger);
        assertThat(asked).hasSize(1);
        assertThat(trigger.done()).isEqualTo(1);
        assertThat(trigger.refused()).isEqualTo(1);
    }

    @Test
    void shouldRecordWhatATriggerChangesOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            for (String action : new String[] {"stop", "stop", "enable:*:tick", "enable:*:tick", "disable:none:*"}) {
                actions.perform(trigger(action));
            }
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "trigger 1: disabled 1 event by its action stop",
                        "trigger 1: enabled 1 event by its action enable:*:tick");
    }
}
