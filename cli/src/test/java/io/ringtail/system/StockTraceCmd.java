package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A stock trace-cmd that records or listens, with its output in a file. Recording takes root and tracefs, even if
 * nothing of this kernel is recorded; without them the test is skipped, unless trace-cmd is required.
 */
final class StockTraceCmd implements AutoCloseable {
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_TRACE_CMD"));
    private static final long LIMIT_S = 60;

    private final Process process;
    private final Path output;

    private StockTraceCmd(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts {@code record} against an agent at 127.0.0.1; the file is {@code trace-127.0.0.1.dat} in the directory. */
    static StockTraceCmd record(Path directory, String agent, String... arguments) throws IOException {
        assumeTrue(
                REQUIRED || (Files.isWritable(Path.of("/sys/kernel/tracing/trace")) && isRoot()),
                "recording takes root and tracefs");
        // In a container, its own filter by process makes it crash.
        List<String> line = new ArrayList<>(List.of("record", "--no-filter", "-A", agent));
        line.addAll(List.of(arguments));
        return start(directory, line);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static StockTraceCmd start(Path directory, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("stdbuf", "--output=L", "trace-cmd"));
        line.addAll(arguments);
        Path output = Files.createTempFile(directory, "trace-cmd", ".out");
        try {
            return new StockTraceCmd(
                    new ProcessBuilder(line)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException missing) {
            assumeTrue(REQUIRED, "trace-cmd is missing");
            throw missing;
        }
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Sends a signal, like {@code INT}. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).as("kill -%s %d", name, process.pid()).isZero();
    }

    int status() throws Exception {
        assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).as(output()).isTrue();
        return process.exitValue();
    }

    /** Ends a recording as its user does; it must then write its file. */
    void finish() throws Exception {
        signal("INT");
        assertThat(status()).as(output()).isZero();
    }

    /** Kills it with its processes for CPUs, which would outlive it; stopped, it begins no other. */
    void kill() throws IOException {
        if (process.isAlive()) {
            var stopped = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                    .start()
                    .onExit()
                    .join();
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly().onExit().join();
            children.forEach(ProcessHandle::destroyForcibly);
            assertThat(stopped.exitValue()).isZero();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
