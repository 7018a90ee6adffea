package io.ringtail.bench;

import io.ringtail.bench.jvm.OpenModules;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Ringtail's own commands in separate processes, on one run directory; all end with {@link #close()}. */
final class Commands implements AutoCloseable {
    private static final int FOREIGN_CALLS_FINAL = 22;
    private static final String OUTPUT = ".out";
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(2);

    private final Path directory;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final Map<Process, Path> outputs = new ConcurrentHashMap<>();

    /** Uses an empty directory, which is removed with everything in it. */
    Commands(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> processes.forEach(Process::destroyForcibly)));
    }

    /** Starts {@code ringtail COMMAND --dir DIR OPTIONS}; its output goes into a file of the directory. */
    Process start(String command, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command, "--dir", directory.toString()));
        arguments.addAll(List.of(options));
        return startJvm(command, "io.ringtail.cli.Main", arguments);
    }

    /** Starts a class's main method; its first argument is the directory, and its output goes into a file of that. */
    Process startMain(Class<?> main, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(directory.toString()));
        all.addAll(List.of(arguments));
        return startJvm(main.getSimpleName(), main.getName(), all);
    }

    private Process startJvm(String name, String main, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FOREIGN_CALLS_FINAL) {
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xss256k"));
        line.addAll(List.of(OpenModules.FLAGS.split(" ", -1)));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        line.addAll(arguments);
        Path printed = Files.createTempFile(directory, name, OUTPUT);
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        processes.add(process);
        outputs.put(process, printed);
        return process;
    }

    /** Waits for the end of a process, which must succeed, and returns its output. */
    String outputOf(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_NS, TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
            throw new IOException("a process did not succeed; output of the processes: " + printed());
        }
        return Files.readString(Objects.requireNonNull(outputs.get(process)));
    }

    /** Returns the sum of all numbers with a name in a JSON text. */
    static long sum(String json, String name) {
        return Pattern.compile('"' + name + "\":(\\d+)")
                .matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /**
     * Waits for a condition that these processes bring about; fails after two minutes, or when one of them has ended.
     */
    void await(String what, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + LIMIT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || !processes.stream().allMatch(Process::isAlive)) {
                throw new IOException("timed out waiting for " + what + "; output of the processes: " + printed());
            }
            Pause.ofMillis(20);
        }
    }

    /** The daemon's response over HTTP. */
    String get(String path) throws IOException {
        String address = Files.readString(directory.resolve("address"))
                .lines()
                .filter(line -> line.startsWith("http="))
                .map(line -> line.substring("http=".length()))
                .findFirst()
                .orElseThrow(() -> new IOException("the daemon has no HTTP address"));
        try (InputStream answer = URI.create("http://" + address + path).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String printed() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(OUTPUT)).toList()) {
                all.append('\n').append(file.getFileName()).append(": ").append(Files.readString(file));
            }
        }
        return all.toString();
    }

    /** The number of a process's threads whose names begin with a prefix. */
    static long threads(Process process, String prefix) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return tasks.filter(task -> name(task).startsWith(prefix)).count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().join();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
