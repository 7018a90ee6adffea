package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        try (Holder living = new Holder();
                ScratchDirectory next = ScratchDirectory.make(parent, "trial");
                ScratchDirectory second = ScratchDirectory.make(parent, "trial")) {
            assertThat(killed).doesNotExist();
            assertThat(living.path).exists();
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

    private Path startAndEnd(String signal) throws Exception {
        try (Holder holder = new Holder()) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(holder.process.pid()))
                    .start()
                    .waitFor();
            assertThat(holder.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return holder.path;
        }
    }

    /** A process that owns a directory. */
    private final class Holder implements AutoCloseable {
        private final Process process;
        private final Path path;

        Holder() throws Exception {
            // A process started by nohup(1) or as a shell's background job ignores signals, and its child would, too.
            process = new ProcessBuilder(
                            "env",
                            "--default-signal=INT,HUP",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            ScratchHolder.class.getName(),
                            parent.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            path = Path.of(String.valueOf(
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                            .readLine()));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
