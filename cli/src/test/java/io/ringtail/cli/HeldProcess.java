package io.ringtail.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of a test's main class, which prints one line once it has what it holds, and then waits to be ended. */
final class HeldProcess implements AutoCloseable {
    private final Process process;
    private final String line;

    HeldProcess(Class<?> main, String... arguments) throws IOException {
        // A process started by nohup(1) or as a shell's background job ignores signals, and its child would, too.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        line = String.valueOf(
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
    }

    /** The line that it has printed. */
    String line() {
        return line;
    }

    /** Sends a signal that ends the process, and waits for its end. */
    void end(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError(process + " has not ended by SIG" + signal);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
