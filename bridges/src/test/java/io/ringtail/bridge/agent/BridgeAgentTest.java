package io.ringtail.bridge.agent;

import static io.ringtail.bridge.LogLines.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.bridge.LogLevel;
import io.ringtail.bridge.TestDaemon;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as users start it: from a directory of jars, in a JVM without any other flag. */
@Timeout(180)
@SuppressWarnings("NullAway.Init")
final class BridgeAgentTest {
    private static final String[] BESIDE = {"ringtail-client-", "ringtail-proto-", "slf4j-api-"};

    @TempDir
    private Path scratch;

    private Path lib;
    private Path run;
    private TestDaemon daemon;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        lib = Files.createDirectory(scratch.resolve("lib"));
        run = Files.createDirectory(scratch.resolve("run"));
        daemon = new TestDaemon(run);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        daemon.close();
    }

    @Test
    void shouldTurnOnJavaUtilLoggingAndJfr() throws Exception {
        copy(BESIDE);
        start("jul,jfr,dir=" + run, List.of(), List.of(), "jul");

        List<String> logged = daemon.await("log", events -> !events.isEmpty());
        assertThat(logged).containsOnly(line(LogLevel.INFO, "shop", "of jul"));
        daemon.await("jvm", events -> events.stream().anyMatch(event -> event.startsWith("gc{")));
    }

    @Test
    void shouldTurnOnLogback() throws Exception {
        copy(BESIDE);
        start("logback,dir=" + run, List.of(), jars("slf4j-api-", "logback-classic-", "logback-core-"), "slf4j");

        List<String> logged = daemon.await("log", events -> !events.isEmpty());
        assertThat(logged).containsOnly(line(LogLevel.ERROR, "shop", "of slf4j"));
    }

    @Test
    void shouldTurnOnLog4j() throws Exception {
        copy(BESIDE);
        start("log4j,dir=" + run, List.of(), jars("log4j-api-", "log4j-core-"), "log4j");

        List<String> logged = daemon.await("log", events -> !events.isEmpty());
        assertThat(logged).containsOnly(line(LogLevel.ERROR, "shop", "of log4j"));
    }

    @Test
    void shouldWarnOfEachBridgeThatCannotBeTurnedOn() throws Exception {
        copy(BESIDE);
        Process process =
                start("logback,log4j,otel,nonsense,dir=" + run, List.of(), jars("slf4j-nop-", "slf4j-api-"), "none");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains("'otel' has to be registered by the application"),
                        problem -> assertThat(problem).contains("there is no bridge 'nonsense'"),
                        problem -> assertThat(problem).contains("'logback' is off"),
                        problem -> assertThat(problem).contains("'log4j' is off"));
    }

    @Test
    void shouldWarnIfTheJvmHasNoFlightRecorder() throws Exception {
        copy(BESIDE);
        Process process = start(
                "jfr,dir=" + run,
                List.of("--limit-modules", "java.base,java.logging,java.instrument"),
                List.of(),
                "none");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(problems()).singleElement().asString().contains("'jfr' is off", "jdk.jfr");
    }

    @Test
    void shouldStartTheApplicationIfAllItsJarsAreMissing() throws Exception {
        copy();
        Process process = start("jul", List.of(), List.of(), "none");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(problems()).singleElement().asString().contains("no bridge is on", "beside the agent's jar");
    }

    @Test
    void shouldStartTheApplicationIfNoBridgeIsNamed() throws Exception {
        copy(BESIDE);
        Process process = start("", List.of(), List.of(), "none");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(problems()).singleElement().asString().contains("no bridge is on: name jul");
    }

    private void copy(String... beside) throws IOException {
        for (Path jar : jars(beside)) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
        Files.copy(built(), lib.resolve(built().getFileName()));
    }

    private static Path built() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("ringtail-bridges-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The jars of this test's class path whose names begin so. */
    private static List<Path> jars(String... names) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> Arrays.stream(names).anyMatch(path.getFileName().toString()::startsWith))
                .toList();
    }

    private Process start(String arguments, List<String> flags, List<Path> jars, String library) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-javaagent:" + lib.resolve(built().getFileName()) + '=' + arguments);
        command.add("-cp");
        command.add(Stream.concat(Stream.of(Path.of("target", "test-classes")), jars.stream())
                .map(Path::toString)
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow());
        command.add(AgentApplication.class.getName());
        command.add(library);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(scratch.resolve("err").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** The agent's lines on standard error. */
    private List<String> problems() throws IOException {
        return Files.readAllLines(scratch.resolve("err")).stream()
                .filter(text -> text.startsWith("ringtail: "))
                .toList();
    }
}
