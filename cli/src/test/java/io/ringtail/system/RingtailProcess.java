package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A Ringtail command in its own process, which ends with {@link #close()}, and after two minutes at most. */
final class RingtailProcess implements AutoCloseable {
    private static final int FOREIGN_CALLS_FINAL = 22;
    private static final int UNSAFE_WARNS = 23;

    private static final long LIMIT_S =
            120 + Long.getLong("ringtail.storm.seconds", 0) + Long.getLong("ringtail.storm.kills", 0);

    private final Process process;
    private final Path err;
    private final BufferedReader out;

    private RingtailProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
    }

    /** Starts a command, with its standard error in a file of the directory. */
    static RingtailProcess start(Path scratch, String... command) throws IOException {
        return startMain(scratch, List.of(), "io.ringtail.cli.Main", command);
    }

    /** Starts a class's main method, with its standard error in a file of the directory. */
    static RingtailProcess startMain(Path scratch, List<String> jvmOptions, String main, String... arguments)
            throws IOException {
        return startBehind(List.of(), scratch, jvmOptions, main, arguments);
    }

    /** Starts a command through another program that then executes it, such as taskset. */
    static RingtailProcess startBehind(List<String> program, Path scratch, String... command) throws IOException {
        return startBehind(program, scratch, List.of(), "io.ringtail.cli.Main", command);
    }

    /** Starts a class's main method through another program. */
    static RingtailProcess startBehind(
            List<String> starter, Path scratch, List<String> jvmOptions, String main, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(starter);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            line.add("--sun-misc-unsafe-memory-access=allow"); // as the start script does
        }
        if (Runtime.version().feature() >= FOREIGN_CALLS_FINAL) {
            line.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest does
        }
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
        for (String module : List.of("jdk.internal.misc", "jdk.internal.ref")) {
            line.addAll(List.of("--add-exports", "java.base/" + module + "=ALL-UNNAMED"));
        }
        for (String module : List.of("java.lang.reflect", "sun.nio.ch")) {
            line.addAll(List.of("--add-opens", "java.base/" + module + "=ALL-UNNAMED"));
        }
        String classPath = System.getProperty("java.class.path");
        line.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", classPath)));
        line.addAll(jvmOptions);
        line.add(main);
        line.addAll(List.of(arguments));
        Path err = Files.createTempFile(scratch, main.substring(main.lastIndexOf('.') + 1), ".err");
        Process process = new ProcessBuilder(line).redirectError(err.toFile()).start();
        CompletableFuture.delayedExecutor(LIMIT_S, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return new RingtailProcess(process, err);
    }

    /** Runs a command to its end. */
    static Ended run(Path scratch, String... command) throws Exception {
        try (RingtailProcess process = start(scratch, command)) {
            return process.ended();
        }
    }

    /** The result of a command that has ended. */
    record Ended(int status, String out, String err) {}

    BufferedReader out() {
        return out;
    }

    Ended ended() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            text.append((char) c);
        }
        return new Ended(status(), text.toString(), err());
    }

    /** The exit status, after waiting for the end. */
    int status() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    int pid() {
        return (int) process.pid();
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Sends a signal, like {@code STOP}. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).as("kill -%s %d", name, process.pid()).isZero();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to end. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
