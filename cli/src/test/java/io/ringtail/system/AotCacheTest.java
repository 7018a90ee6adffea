package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The AOT cache that the build makes, in daemons that the start script starts. */
@EnabledForJreRange(min = JRE.JAVA_25)
@Timeout(120)
final class AotCacheTest {
    private static final Path JAR = Path.of("target", "ringtail.jar").toAbsolutePath();
    private static final Path CACHE = JAR.resolveSibling("ringtail.aot");

    @TempDir
    private Path scratch;

    @BeforeEach
    void install() throws IOException {
        assertThat(CACHE)
                .as("ringtail class-archive, whose error is in the build's output")
                .exists();
        Files.createDirectories(scratch.resolve("bin"));
        Files.createDirectories(scratch.resolve("lib"));
        Files.createDirectories(scratch.resolve("run"));
        Files.copy(
                Path.of("../daemon/bin/ringtail"), scratch.resolve("bin/ringtail"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void shouldBeUsedByTheDaemon() throws Exception {
        Files.createSymbolicLink(scratch.resolve("lib/ringtail.jar"), JAR);
        assertThat(startsQuietly()).contains(CACHE.toRealPath().toString());
    }

    @Test
    void shouldBeIgnoredQuietlyWhereItIsOfAnotherJar() throws Exception {
        Path jar = Files.copy(JAR, scratch.resolve("lib/ringtail.jar"));
        Path cache = Files.copy(CACHE, scratch.resolve("lib/ringtail.aot"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        assertThat(startsQuietly()).doesNotContain(cache.toRealPath().toString());
    }

    /** Runs a daemon until it serves, and returns what it has mapped. */
    private String startsQuietly() throws Exception {
        Path err = scratch.resolve("err");
        ProcessBuilder launcher = new ProcessBuilder(
                        scratch.resolve("bin/ringtail").toString(),
                        "daemon",
                        "--dir",
                        scratch.resolve("run").toString())
                .redirectError(err.toFile());
        launcher.environment().put("JAVA_HOME", System.getProperty("java.home"));
        launcher.environment().put("RINGTAIL_JAVA_OPTS", "-Dringtail.log=WARN -Dringtail.audit=WARN");
        Process daemon = launcher.start();
        try (BufferedReader out = daemon.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).as(Files.readString(err)).startsWith("ringtail: serving ");
            assertThat(err).isEmptyFile();
            return Files.readString(Path.of("/proc/" + daemon.pid() + "/maps"));
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
