package io.ringtail.kafka;

import io.ringtail.kafka.client.KafkaTopics;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.TopicPlan;
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
import java.util.stream.IntStream;
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
    private final @Nullable FurtherListener further;
    private final Thread clearing = new Thread(this::clear, "broker-clearing");
    private Process process;

    /**
     * A broker's place in its cluster, of as many brokers as there are controllers.
     *
     * @param controllers the ports of all controllers, that of node 1 first
     */
    private record Seat(int node, String cluster, List<Integer> controllers) {
        static List<Seat> all(int brokers) {
            String cluster = Uuid.randomUuid().toString();
            List<Integer> controllers = IntStream.range(0, brokers)
                    .mapToObj(any -> FreePorts.next())
                    .toList();
            return IntStream.rangeClosed(1, brokers)
                    .mapToObj(node -> new Seat(node, cluster, controllers))
                    .toList();
        }

        String voters() {
            return IntStream.rangeClosed(1, controllers.size())
                    .mapToObj(voter -> voter + "@127.0.0.1:" + controllers.get(voter - 1))
                    .collect(Collectors.joining(","));
        }

        /** As many copies of each partition as there are brokers, of which one may be away. */
        Map<String, String> properties() {
            String brokers = Integer.toString(controllers.size());
            return Map.of(
                    "node.id",
                    Integer.toString(node),
                    "controller.quorum.voters",
                    voters(),
                    "default.replication.factor",
                    brokers,
                    "offsets.topic.replication.factor",
                    brokers,
                    "min.insync.replicas",
                    Integer.toString(Math.max(1, controllers.size() - 1)));
        }
    }

    private Broker(Path directory, String fixed, Seat seat, @Nullable FurtherListener further) throws IOException {
        this.directory = directory;
        this.gate = Gate.before(FreePorts.next());
        this.further = further;
        Map<String, String> all = new TreeMap<>(properties(directory, port, gate, seat));
        if (further != null) {
            all.putAll(further.properties());
            for (String listeners : List.of("listeners", "advertised.listeners")) {
                all.merge(listeners, further.entry(), (others, entry) -> others + ',' + entry);
            }
        }
        Files.createDirectories(data(directory));
        Files.writeString(
                data(directory).resolve("meta.properties"),
                lines(Map.of(
                        "version",
                        "1",
                        "cluster.id",
                        seat.cluster(),
                        "node.id",
                        Integer.toString(seat.node()),
                        "directory.id",
                        Uuid.randomUuid().toString())));
        Files.writeString(directory.resolve("server.properties"), fixed + lines(all));
        process = launch();
    }

    /** Starts a broker, and waits until it answers. */
    public static Broker start() throws Exception {
        return start(directory -> null);
    }

    /** Starts a broker that also has a {@link #secure} listener, and waits until it answers. */
    public static Broker startSecure() throws Exception {
        Broker broker = start(SecureListener::make);
        try (Admin admin = broker.admin()) {
            SecureListener.addUser(admin);
        }
        return broker;
    }

    /** Starts a broker that asks for permissions, and has a listener for the users who have some. */
    public static Broker startAuthorizing(UserListener users) throws Exception {
        return start(directory -> users);
    }

    /** Makes the further listener of a broker whose files are in a directory. */
    @FunctionalInterface
    private interface Listeners {
        @Nullable
        FurtherListener in(Path directory) throws Exception;
    }

    /**
     * Starts brokers that keep a copy of each partition each, and waits until all of them answer. The broker with the id N
     * is the Nth.
     */
    public static List<Broker> startCluster(int brokers) throws Exception {
        List<Broker> all = new ArrayList<>();
        try {
            for (Seat seat : Seat.all(brokers)) {
                all.add(launched(seat, directory -> null));
            }
            for (Broker each : all) {
                each.awaitAnswer();
            }
        } catch (Exception | AssertionError e) {
            all.forEach(Broker::close);
            throw e;
        }
        return all;
    }

    private static Broker start(Listeners listeners) throws Exception {
        Broker broker = launched(Seat.all(1).get(0), listeners);
        try {
            broker.awaitAnswer();
        } catch (Exception | AssertionError e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private static Broker launched(Seat seat, Listeners listeners) throws Exception {
        String fixed = Files.readString(FIXED);
        Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "ringtail-broker");
        Broker broker = new Broker(directory, fixed, seat, listeners.in(directory));
        Runtime.getRuntime().addShutdownHook(broker.clearing);
        return broker;
    }

    private static Map<String, String> properties(Path directory, int port, Gate gate, Seat seat) {
        Map<String, String> all = new TreeMap<>(seat.properties());
        all.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",GATE://127.0.0.1:" + gate.target() + ",CONTROLLER://127.0.0.1:"
                        + seat.controllers().get(seat.node() - 1));
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port + ",GATE://" + gate.address());
        all.put("log.dirs", data(directory).toString());
        // Until then, a broker that was killed still leads partitions, and cannot come back.
        all.put("broker.session.timeout.ms", "3000");
        all.put("broker.heartbeat.interval.ms", "500");
        return all;
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
        return (SecureListener) Objects.requireNonNull(further);
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

    /** Creates the topics of a fleet, with so many partitions for pages, each on so many brokers. */
    public void createFleet(int partitions, int copies) throws Exception {
        new KafkaTopics()
                .create(
                        new FleetSettings(address(), "ringtail", null),
                        new TopicPlan(partitions, 1, (short) copies, TimeUnit.HOURS.toMillis(1)));
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
