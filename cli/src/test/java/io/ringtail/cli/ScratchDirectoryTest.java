package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class ScratchDirectoryTest {
    @TempDir
    private Path parent;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void shouldGoWithAProcessThatIsAskedToEnd(String signal) throws Exception {
        Path path = startAndEnd(signal);
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldGoWithTheNextOneWhereItsProcessWasKilled() throws Exception {
        Path killed = startAndEnd("KILL");
        assertThat(killed.resolve("content")).exists();
        Path other = Files.createDirectory(parent.resolve("trial-notes"));
        try (HeldProcess living = holder();
                ScratchDirectory next = ScratchDirectory.make(parent, "trial");
                ScratchDirectory second = ScratchDirectory.make(parent, "trial")) {
            assertThat(killed).doesNotExist();
            assertThat(Path.of(living.line())).exists();
            assertThat(next.path()).exists();
            assertThat(second.path()).exists();
            assertThat(other).exists();
        }
    }

    @Test
    void shouldGoWithAllThatIsInItWhenItIsClosed() throws Exception {
        ScratchDirectory directory = ScratchDirectory.make(parent, "trial");
        Files.writeString(
                Files.createDirectory(directory.path().resolve("inner")).resolve("file"), "text");
        directory.close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void shouldNotGoWithAnotherOneThatIsMadeAtTheSameTime() throws Exception {
        try (HeldProcess sweeping = new HeldProcess(ScratchSweeper.class, parent.toString())) {
            assertThat(sweeping.line()).isEqualTo("sweeping");
            for (int i = 0; i < 300; i++) {
                try (ScratchDirectory directory = ScratchDirectory.make(parent, "trial")) {
                    Path content = Files.writeString(directory.path().resolve("content"), "something");
                    // Whoever had begun to remove the directory has had the time of a further scan to go on.
                    ScratchDirectory.make(parent, "trial").close();
                    assertThat(content).exists();
                }
            }
            sweeping.end("KILL");
        }
    }

    private Path startAndEnd(String signal) throws Exception {
        try (HeldProcess holder = holder()) {
            holder.end(signal);
            return Path.of(holder.line());
        }
    }

    private HeldProcess holder() throws IOException {
        return new HeldProcess(ScratchHolder.class, parent.toString());
    }
}
