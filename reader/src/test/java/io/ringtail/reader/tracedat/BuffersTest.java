package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.reader.text.JsonPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a real kernel's instance, whose buffer has a name; skipped where there is no tracefs to write to. */
@Tag("once")
final class BuffersTest {
    private static final Path INSTANCES = Path.of("/sys/kernel/tracing/instances");
    private static final List<String> EVENTS =
            List.of("sched", "irq", "raw_syscalls", "kmem", "rcu", "syscalls/sys_enter_futex", "timer/hrtimer_start");

    @TempDir
    Path directory;

    @Test
    void shouldReadAnInstancesBufferOfEachKindOfFile() throws Exception {
        Path seven = recorded();
        Path six = directory.resolve("six.dat");
        StockTraceCmd.convert(seven, six, "6", "none", directory);
        Path plain = directory.resolve("plain.dat");
        StockTraceCmd.convert(seven, plain, directory);
        List<String> lines = Reports.checkSame(seven, directory);
        assertThat(lines).anyMatch(line -> line.startsWith(name() + ": "));
        assertThat(lines).anyMatch(line -> line.contains("kernel_stack:"));
        assertThat(Reports.checkSame(six, directory)).isEqualTo(lines);
        assertThat(Reports.checkSame(plain, directory)).isEqualTo(lines);
        checkChoice(seven);
    }

    private static String name() {
        return "ringtail-test-" + ProcessHandle.current().pid();
    }

    private static void checkChoice(Path file) throws Exception {
        StringBuilder json = new StringBuilder();
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            assertThat(reader.buffers()).containsExactly("", name());
            assertThat(reader.events("").next(reader.decoder(new JsonPrinter(json))))
                    .isFalse();
            assertThat(json).isEmpty();
            assertThat(reader.events(name()).next(reader.decoder(new JsonPrinter(json))))
                    .isTrue();
            assertThat(json.toString()).startsWith("{\"buffer\":\"" + name() + "\",\"");
            assertThatThrownBy(() -> reader.events("other"))
                    .isInstanceOf(TraceDatException.class)
                    .hasMessageContaining("no buffer \"other\": it has the top buffer, \"\", \"" + name() + "\"");
        }
    }

    /** Records in an instance of its own, which is removed afterwards. */
    private Path recorded() throws Exception {
        StockTraceCmd.require();
        assumeTrue(Files.isWritable(INSTANCES), "there is no tracefs to write to");
        String name = name();
        Path instance = INSTANCES.resolve(name);
        try {
            Files.createDirectory(instance);
        } catch (IOException refused) {
            assumeTrue(false, "no instance can be made: " + refused);
        }
        Path file = directory.resolve("recorded.dat");
        try {
            trace(instance);
            StockTraceCmd.extract(name, file, directory);
        } finally {
            // trace-cmd has removed it, if it came so far.
            Files.deleteIfExists(instance);
        }
        return file;
    }

    private void trace(Path instance) throws Exception {
        Files.writeString(instance.resolve("buffer_size_kb"), "256");
        for (String event : EVENTS) {
            Files.writeString(instance.resolve("events").resolve(event).resolve("enable"), "1");
        }
        Files.writeString(instance.resolve("options/stacktrace"), "1");
        Files.writeString(directory.resolve("work"), "some work for the kernel");
        Files.writeString(instance.resolve("options/stacktrace"), "0");
        Files.writeString(instance.resolve("trace_marker"), "a marker\n");
        Files.writeString(instance.resolve("tracing_on"), "0");
    }
}
