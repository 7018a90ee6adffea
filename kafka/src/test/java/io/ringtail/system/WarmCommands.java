package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process of the jars as they are installed that runs one command after another, for commands that prepare a test or
 * look at its result: these take a fraction of the CPU time that a JVM of their own takes to start. Those that are idle
 * wait for the next command, and end with the tests' JVM.
 */
final class WarmCommands {
    /** The command line's own tests have the main class. */
    private static final Path CLI = Path.of("..", "cli", "target");

    private static final String MAIN = "io.ringtail.cli.CommandHost";
    private static final char END = '\0';
    private static final int UNSAFE_WARNS = 23;
    private static final long LIMIT_S = 120;
    private static final Queue<WarmCommands> IDLE = new ConcurrentLinkedQueue<>();

    private final Process process;
    private final OutputStream in;
    private final BufferedReader out;

    /** How a command has ended, and what it has printed. */
    record Ended(int status, String out, String err) {}

    private WarmCommands() throws IOException {
        Path kafka = Path.of("target", "ringtail-kafka.jar").toAbsolutePath();
        Path query = Path.of("..", "query", "target", "ringtail-query.jar").toAbsolutePath();
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(List.of("-Dringtail.kafka.jar=" + kafka, "-Dringtail.query.jar=" + query));
        // With the optional jars, so that their classes stay loaded from one command to the next.
        line.add("-cp");
        line.add(Stream.of(CLI.resolve("ringtail.jar"), CLI.resolve("test-classes"), kafka, query)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        line.add(MAIN);
        process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = process.getOutputStream();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "commands-ending"));
    }

    /** Runs a command to its end, for two minutes at most. */
    static Ended run(String... command) throws IOException {
        WarmCommands idle = IDLE.poll();
        WarmCommands commands = idle == null ? new WarmCommands() : idle;
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                commands.process::destroyForcibly, CompletableFuture.delayedExecutor(LIMIT_S, TimeUnit.SECONDS));
        Ended ended = commands.ended(command);
        if (limit.cancel(false)) {
            IDLE.add(commands);
        }
        return ended;
    }

    /** Runs a command to its end, which must be good, and returns its output. */
    static String output(String... command) throws IOException {
        Ended ended = run(command);
        assertThat(ended.status())
                .as("%s: %s", String.join(" ", command), ended.err())
                .isZero();
        return ended.out();
    }

    private Ended ended(String... command) throws IOException {
        String line = Arrays.stream(command)
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
        in.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        in.flush();
        String printed = part(command);
        int status = Integer.parseInt(part(command));
        return new Ended(status, printed, part(command));
    }

    private String part(String... command) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = out.read(); c != END; c = out.read()) {
            if (c < 0) {
                throw new AssertionError(
                        String.join(" ", command) + " has ended its JVM, or did not end in " + LIMIT_S + " s: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
