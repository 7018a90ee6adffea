package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host of a fleet, as far as Kafka can tell: a daemon on a run directory of its own, and a shipper under a host name of
 * its own, each in its own process, of the jars as they are installed.
 */
final class FleetHost implements AutoCloseable {
    private static final Path JAR =
            Path.of("..", "cli", "target", "ringtail.jar").toAbsolutePath().normalize();
    /** The archive of its classes, which the build has made for the JDK that builds. */
    private static final Path ARCHIVE = JAR.resolveSibling("ringtail.jsa");

    private static final Path KAFKA_JAR = Path.of("target", "ringtail-kafka.jar");
    private static final Path QUERY_JAR = Path.of("..", "query", "target", "ringtail-query.jar");
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int UNSAFE_WARNS = 23;
    private static final long END_LIMIT_S = 120;

    private final String name;
    private final Path directory;
    private final List<String> daemonOptions;
    private @Nullable Process daemon;
    private @Nullable Process shipper;
    private @Nullable Process load;
    private final List<Process> others = new ArrayList<>();

    /** Starts a daemon, and waits until it serves. */
    FleetHost(String name, String... daemonOptions) throws Exception {
        assertThat(JAR).as("the jar, which mvn package makes").exists();
        assertThat(KAFKA_JAR).as("the jar, which mvn package makes").exists();
        this.name = name;
        this.daemonOptions = List.of(daemonOptions);
        Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        directory = Files.createTempDirectory(parent, "ringtail-fleet-" + name);
        try {
            startDaemon();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    String directory() {
        return directory.toString();
    }

    /** Starts the daemon when none is running, and waits until it serves. */
    void startDaemon() throws Exception {
        List<String> command = new ArrayList<>(List.of("daemon", "--dir", directory()));
        command.addAll(daemonOptions);
        Process started = start(false, "daemon", command);
        daemon = started;
        BufferedReader out =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertThat(line).as(errors()).contains("serving");
    }

    void killDaemon() throws Exception {
        kill(daemon);
    }

    /** Starts {@code ringtail ship}. */
    void startShipper(String brokers, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("ship", "--dir", directory(), "--kafka", brokers, "--host", name));
        command.addAll(List.of(options));
        shipper = start(true, "ship", command);
    }

    /** The shipper, if one was started. */
    Process shipper() {
        Process started = shipper;
        if (started == null) {
            throw new AssertionError("no shipper was started");
        }
        return started;
    }

    void killShipper() throws Exception {
        kill(shipper);
    }

    /** Asks the shipper to end, and waits until it has. */
    void endShipper() throws Exception {
        Process started = shipper();
        started.destroy();
        assertThat(started.waitFor(END_LIMIT_S, TimeUnit.SECONDS)).as(errors()).isTrue();
    }

    private static void kill(@Nullable Process process) throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Starts {@code ringtail load}, whose output says how many events were written. */
    void load(int threads, long count, double rate) throws IOException {
        load = start(
                true,
                "load",
                List.of(
                        "load",
                        "--dir",
                        directory(),
                        "--threads",
                        "" + threads,
                        "--count",
                        "" + count,
                        "--rate",
                        "" + rate,
                        "--wait",
                        "100s"));
    }

    /** Asks the load to end, and waits until it has. */
    void endLoad() throws Exception {
        if (load != null) {
            load.destroy();
            awaitLoad();
        }
    }

    /** Waits until the load has ended. */
    void awaitLoad() throws Exception {
        assertThat(load != null && load.waitFor(END_LIMIT_S, TimeUnit.SECONDS))
                .as(errors())
                .isTrue();
    }

    /** A statistic summed over all CPUs, as {@code stat} prints it. */
    long sum(String statistic) throws IOException {
        String json = output("stat", "--dir", directory(), "--json");
        return Pattern.compile('"' + statistic + "\":(\\d+)")
                .matcher(json)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** How many CPUs have a ring. */
    long cpus() throws IOException {
        String json = output("stat", "--dir", directory(), "--json");
        return Pattern.compile("\"cpu\":\\d+,\"online\":")
                .matcher(json)
                .results()
                .count();
    }

    /** Runs a command to its end, which must be good, in a JVM that is warm, and returns its output. */
    String output(String... command) throws IOException {
        return WarmCommands.output(command);
    }

    /** Starts a command that ends with this host at the latest; the name is for {@link #printed}. */
    Process start(String as, String... command) throws IOException {
        Process process = start(true, as, List.of(command));
        others.add(process);
        return process;
    }

    /** What a command has printed so far that was started under a name. */
    String printed(String as) throws IOException {
        return Files.readString(directory.resolve(as + ".out"));
    }

    /** What the processes have printed on standard error. */
    String errors() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".err")).toList()) {
                all.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private Process start(boolean outputToFile, String kind, List<String> command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (Files.exists(ARCHIVE)) {
            line.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xshare:auto"));
        }
        line.add("-Dringtail.kafka.jar=" + KAFKA_JAR.toAbsolutePath());
        line.add("-Dringtail.query.jar=" + QUERY_JAR.toAbsolutePath());
        line.addAll(List.of("-jar", JAR.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(kind + ".err").toFile()));
        if (outputToFile) {
            builder.redirectOutput(directory.resolve(kind + ".out").toFile());
        }
        return builder.start();
    }

    @Override
    public void close() throws IOException {
        for (Process process : Stream.concat(Stream.of(shipper, daemon, load), others.stream())
                .filter(Objects::nonNull)
                .toList()) {
            process.destroyForcibly().onExit().join();
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
