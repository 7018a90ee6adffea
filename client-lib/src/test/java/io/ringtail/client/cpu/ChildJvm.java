package io.ringtail.client.cpu;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** A JVM like this one that runs {@link Probe}, with its own flags, environment and class path. */
final class ChildJvm {
    private static final int DEADLINE_SECONDS = 60;

    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment;
    private final boolean withJna;

    ChildJvm(boolean withJna, Map<String, String> environment, String... flags) {
        this.withJna = withJna;
        this.environment = environment;
        this.flags.addAll(List.of(flags));
    }

    /** Returns the probe's findings, with everything that the JVM printed under the key {@code output}. */
    Properties run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("probe", ".txt");
        try {
            Process process = start(output);
            try {
                if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("the probe did not end within " + DEADLINE_SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Properties found = new Properties();
            text.lines()
                    .filter(line -> line.startsWith(Probe.PREFIX))
                    .map(line -> line.substring(Probe.PREFIX.length()).split("=", 2))
                    .forEach(pair -> found.setProperty(pair[0], pair[1]));
            found.setProperty("output", text);
            return found;
        } finally {
            Files.delete(output);
        }
    }

    private Process start(Path output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), Probe.class.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            Assumptions.assumeFalse(
                    message.contains("Exec format error") || message.contains("spawn helper"),
                    "an emulated JVM cannot start another like itself");
            throw e;
        }
    }

    private String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> withJna || !new File(entry).getName().startsWith("jna-"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
