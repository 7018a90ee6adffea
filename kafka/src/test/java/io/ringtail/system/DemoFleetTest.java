package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringtail demo --fleet}, with the broker's jars that the tests have. */
@Timeout(1200)
final class DemoFleetTest {
    private static final Path JAR = Path.of("..", "cli", "target", "ringtail.jar");
    private static final Path KAFKA_JAR = Path.of("target", "ringtail-kafka.jar");
    private static final int UNSAFE_WARNS = 23;
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(10);

    @TempDir
    private Path directory;

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldShowTwoHostsThroughABrokerOfItsOwnAndLeaveNothing() throws Exception {
        String jars = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process demo = start(List.of("-Dringtail.kafka.broker=" + jars), "--seconds", "6");
        List<ProcessHandle> processes = new ArrayList<>();
        await(demo, "asking both hosts for what their rings have");
        demo.descendants().forEach(processes::add);
        assertThat(processes)
                .as("broker, daemons, shippers, shops and their guard")
                .hasSize(8);
        assertThat(demo.waitFor()).as(said()).isZero();
        assertThat(said())
                .containsPattern("(?m)^web-1: .* order: ")
                .containsPattern("(?m)^web-2: .* payment: ")
                .containsPattern("(?m)^web-1 +shipped ")
                .containsPattern("(?m)^web-2 +shipped ");
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void shouldSayWhereABrokerMayComeFrom() throws Exception {
        Process demo = start(List.of());
        assertThat(demo.waitFor()).isEqualTo(1);
        assertThat(said())
                .contains("ringtail: no Kafka broker is known here")
                .contains("--kafka HOST:PORT, or set KAFKA_HOME")
                .hasLineCount(1);
    }

    private Process start(List<String> jvmOptions, String... options) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.add("-Dringtail.kafka.jar=" + KAFKA_JAR.toAbsolutePath());
        line.addAll(jvmOptions);
        line.addAll(List.of("-jar", JAR.toAbsolutePath().toString(), "demo", "--fleet"));
        line.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output().toFile());
        builder.environment().remove("KAFKA_HOME");
        return builder.start();
    }

    private Path output() {
        return directory.resolve("output");
    }

    private String said() throws IOException {
        return Files.readString(output());
    }

    private void await(Process demo, String part) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!said().contains(part)) {
            assertThat(demo.isAlive() && System.nanoTime() < endNs).as(said()).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
