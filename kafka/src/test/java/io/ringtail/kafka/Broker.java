package io.ringtail.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in a process of its own, in KRaft mode, with its data in memory if possible. It can be killed, stopped,
 * suspended and started again on the same data and ports. It takes some seconds to start: tests of one class share one.
 *
 * <p>Clients reach it at {@link #address()}, and, as across a network that fails, at the address of {@link #gate()}. It
 * ends with {@link #close()}, and with the JVM that has started it, however that ends.
 */
public final class Broker implements AutoCloseable {
    private static final long START_LIMIT_NS = TimeUnit.MINUTES.toNanos(10);
    private static final long ANSWER_LIMIT_S = 20;
    private static final long END_LIMIT_S = 60;
    private static final long PAUSE_MS = 50;
    private static final int SHOWN_LINES = 30;
    /** The settings that the demo's broker has, too. */
    private static final Path FIXED = Path.of("..", "cli/src/main/resources/io/ringtail/cli/broker.properties");

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private final int port = FreePorts.next();
    private final Gate gate;
    private final @Nullable SecureListener secure;
    private final Thread clearing = new Thread(this::clear, "broker-clearing");
    private Process process;

    private Broker(Path directory, String fixed, @Nullable SecureListener secure) throws IOException {
        this.directory = directory;
        this.gate = Gate.before(FreePorts.next());
        this.secure = secure;
        Map<String, String> all = new TreeMap<>(properties(directory, port, gate));
        if (secure != null) {
            all.putAll(secure.properties());
            for (String listeners : List.of("listeners", "advertised.listeners")) {
                all.merge(listeners, secure.entry(), (others, entry) -> others + ',' + entry);
            }
        }
        Files.createDirectories(data(directory));
        Files.writeString(
                data(directory).resolve("meta.properties"),
                lines(Map.of(
                        "version",
                        "1",
                        "cluster.id",
                        Uuid.randomUuid().toString(),
                        "node.id",
                        "1",
                        "directory.id",
                        Uuid.randomUuid().toString())));
        Files.writeString(directory.resolve("server.properties"), fixed + lines(all));
        process = launch();
    }

    /** Starts a broker, and waits until it answers. */
    public static Broker start() throws Exception {
        return start(false);
    }

    /** Starts a broker that also has a {@link #secure} listener, and waits until it answers. */
    public static Broker startSecure() throws Exception {
        Broker broker = start(true);
        try (Admin admin = broker.admin()) {
            SecureListener.addUser(admin);
        }
        return broker;
    }

    private static Broker start(boolean secured) throws Exception {
        String fixed = Files.readString(FIXED);
        Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "ringtail-broker");
        Broker broker = new Broker(directory, fixed, secured ? SecureListener.make(directory) : null);
        Runtime.getRuntime().addShutdownHook(broker.clearing);
        try {
            broker.awaitAnswer();
        } catch (Exception | AssertionError e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private static Map<String, String> properties(Path directory, int port, Gate gate) {
        int controller = FreePorts.next();
        return Map.of(
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",GATE://127.0.0.1:" + gate.target() + ",CONTROLLER://127.0.0.1:"
                        + controller,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",GATE://" + gate.address(),
                "log.dirs",
                data(directory).toString(),
                "broker.session.timeout.ms",
                "9000");
    }

    private static Path data(Path directory) {
        return directory.resolve("data");
    }

    private static String lines(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private Process launch() throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        line.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        line.addAll(List.of(
                BrokerMain.class.getName(),
                directory.resolve("server.properties").toString()));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private void awaitAnswer() throws Exception {
        long endNs = System.nanoTime() + START_LIMIT_NS;
        try (Admin admin = admin()) {
            while (!answers(admin)) {
                if (!process.isAlive() || System.nanoTime() - endNs > 0) {
                    throw new AssertionError("the broker " + (process.isAlive() ? "does not answer" : "has ended")
                            + "; its last lines: " + log());
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private static boolean answers(Admin admin) throws InterruptedException {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(ANSWER_LIMIT_S, TimeUnit.SECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    private String log() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    /** The address for clients, HOST:PORT. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The listener for clients with a password. */
    public SecureListener secure() {
        return Objects.requireNonNull(secure);
    }

    /** The way to the broker that can be closed and slowed down; it is open at first. */
    public Gate gate() {
        return gate;
    }

    /** An administrator's connection, which the caller closes. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", address()));
    }

    /** Creates a topic of one replica. */
    public void createTopic(String name, int partitions, Map<String, String> settings) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all()
                    .get(ANSWER_LIMIT_S, TimeUnit.SECONDS);
        }
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Kills the process. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Asks the broker to end, and waits until it has. */
    public void stop() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(END_LIMIT_S, TimeUnit.SECONDS)) {
            throw new AssertionError("the broker has not ended within " + END_LIMIT_S + " s");
        }
    }

    /** Starts the broker after {@link #kill} or {@link #stop}, and waits until it answers. */
    public void restart() throws Exception {
        process = launch();
        awaitAnswer();
    }

    /** Stops all threads of the process, which stays connected and does not answer. */
    public void suspend() throws Exception {
        signal("STOP");
    }

    /** Lets the threads go on. */
    public void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " " + process.pid() + " exits with status " + status);
        }
    }

    private void clear() {
        process.destroyForcibly().onExit().join();
        gate.close();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException gone) {
            // It was closed before.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(clearing);
        clear();
    }
}
