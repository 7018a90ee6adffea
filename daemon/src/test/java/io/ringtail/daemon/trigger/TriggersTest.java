package io.ringtail.daemon.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.http.LocalConnection;
import io.ringtail.daemon.http.ServedFile;
import io.ringtail.daemon.http.ServedTriggers;
import io.ringtail.daemon.http.WrittenRing;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Triggers whose events cannot be decoded, or whose rings cannot be read at all. */
@Timeout(120)
final class TriggersTest {
    @TempDir
    private Path directory;

    private final DaemonEnd end = new DaemonEnd();
    private final CompletableFuture<String> ended = end.reason().toCompletableFuture();
    private Supplier<MergedEvents> decoders = () -> new Undecodable(null);
    private ServedFile daemon;
    private WrittenRing ring;
    private Triggers triggers;

    @BeforeEach
    void open() throws Exception {
        daemon = new ServedFile(directory);
        ring = daemon.addRing(0);
        FeedSource source = new FeedSource(
                daemon.buffer(), daemon::event, daemon, sink -> decoders.get(), System::nanoTime, "here");
        triggers = new Triggers(source, daemon, reason -> new CompletableFuture<>(), end);
    }

    @AfterEach
    void close() {
        triggers.close();
        daemon.close();
    }

    @Test
    void shouldSayThatTheyAreNoMoreEvaluatedWhateverTheReason() throws Exception {
        fail(new StackOverflowError("too deep"));
        assertThat(triggers.watch().problem()).contains("too deep");
        assertThat(ended).isNotDone();

        decoders = () -> new Undecodable(null);
        long before = triggers.watch().events();
        triggers.add(Selection.ALL, "count");
        ring.write(7, System.nanoTime());
        LocalConnection.awaitAtLeast(() -> (int) (triggers.watch().events() - before), 1);
        assertThat(triggers.watch().problem()).isEmpty();
    }

    @Test
    void shouldEndTheDaemonForAFailureThatConcernsMore() throws Exception {
        fail(new InternalError("a page is gone"));
        assertThat(triggers.watch().problem()).contains("a page is gone");
        assertThat(ended).isCompletedWithValueMatching(line -> line.contains("triggers"));
    }

    @Test
    void shouldAddNothingIfTheRingsCannotBeRead() throws Exception {
        decoders = () -> {
            throw new IllegalStateException("no decoder");
        };
        assertThatThrownBy(() -> triggers.add(Selection.ALL, "count")).hasMessage("no decoder");
        assertThat(triggers.all()).isEmpty();

        decoders = () -> new Undecodable(null);
        ServedTriggers.Entry added = triggers.add(Selection.ALL, "count");
        assertThat(triggers.all()).extracting(ServedTriggers.Entry::id).containsExactly(added.id());
    }

    private void fail(Error error) throws Exception {
        decoders = () -> new Undecodable(error);
        triggers.add(Selection.ALL, "count");
        ring.write(7, System.nanoTime());
        LocalConnection.awaitAtLeast(() -> triggers.watch().problem().length(), 1);
    }

    /** Throws an error for each event; does nothing if there is none. */
    private record Undecodable(@Nullable Error error) implements MergedEvents {
        @Override
        public void onEvent(int cpu, ByteBuffer page, PageIterator event) {
            if (error != null) {
                throw error;
            }
        }

        @Override
        public void onLost(int cpu, long lost) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
