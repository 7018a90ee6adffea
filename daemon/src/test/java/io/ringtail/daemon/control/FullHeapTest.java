package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process whose heap is full while it writes: {@link FullHeapApplication}. */
@Timeout(150)
class FullHeapTest {
    private static final Geometry ROOMY =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(1 << 16, 256), 4, 512, 1 << 16);

    @TempDir
    Path dir;

    @Test
    void shouldThrowNothingAtAnApplicationWhoseHeapIsFullAndCountWhatItDoesNotWrite() throws Exception {
        Path output = dir.resolve("output");
        try (TestDaemon daemon = new TestDaemon(dir, "0-1", ROOMY)) {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx24m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            FullHeapApplication.class.getName(),
                            dir.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            } finally {
                process.destroyForcibly();
            }
            String printed = Files.readString(output);
            assertThat(printed).doesNotContain("thrown: ").contains("attempts: ");
            Matcher attempts = Pattern.compile("attempts: (\\d+)").matcher(printed);
            assertThat(attempts.find()).isTrue();
            Eventually.until("nothing is owed", () -> sum(daemon, RingStatistics::pendingBytes) == 0);
            // The last event is none of the attempts.
            long all = Long.parseLong(attempts.group(1)) + 1;
            long delivered = WrittenEvents.of(daemon).size() - sum(daemon, RingStatistics::repaired);
            long counted = sum(daemon, RingStatistics::malformed)
                    + sum(daemon, RingStatistics::repaired)
                    + sum(daemon, RingStatistics::noSlot)
                    + sum(daemon, RingStatistics::dropped);
            assertThat(delivered + counted).isEqualTo(all);
            assertThat(delivered).isPositive();
        }
    }

    private static long sum(TestDaemon daemon, ToLongFunction<RingStatistics> count) {
        return IntStream.range(0, 2)
                .mapToObj(daemon.file::ring)
                .map(ring -> Objects.requireNonNull(ring).statistics())
                .mapToLong(count)
                .sum();
    }
}
