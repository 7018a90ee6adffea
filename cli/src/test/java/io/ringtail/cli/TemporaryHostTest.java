package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class TemporaryHostTest {
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP", "KILL"})
    void shouldGoWithAllProcessesHoweverItsOwnEnds(String signal) throws Exception {
        try (HeldProcess holder = new HeldProcess(TemporaryHostHolder.class)) {
            Path directory = Path.of(holder.line());
            while (!Files.exists(directory.resolve("started"))) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            // The guard, the shell, and what the shell has started.
            assertThat(processesOf(directory)).hasSizeGreaterThanOrEqualTo(3);
            holder.end(signal);
            while (Files.exists(directory) || !processesOf(directory).isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Test
    void shouldLeaveNoGuardOnceItIsClosed() throws Exception {
        Path directory;
        try (TemporaryHost host = new TemporaryHost("ringtail-trial")) {
            directory = host.directory();
            assertThat(processesOf(directory)).hasSize(1);
        }
        while (!processesOf(directory).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(directory).doesNotExist();
    }

    /** Returns the processes that have a directory's name in their arguments or environment. */
    private static List<Path> processesOf(Path directory) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> isNamedIn(process.resolve("cmdline"), directory)
                            || isNamedIn(process.resolve("environ"), directory))
                    .toList();
        }
    }

    private static boolean isNamedIn(Path file, Path directory) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(directory.toString());
        } catch (IOException ended) {
            return false;
        }
    }
}
