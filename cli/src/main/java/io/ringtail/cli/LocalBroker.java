package io.ringtail.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker of the demo's own, for this machine only, in memory if possible. Its jars are those that the start script
 * of a checkout names, or those of {@code KAFKA_HOME}; none of them is loaded into this process.
 */
final class LocalBroker {
    private static final String PROPERTY = "ringtail.kafka.broker";
    private static final String HOME = "KAFKA_HOME";
    private static final long START_LIMIT_S = 300;
    private static final long POLL_MS = 100;
    private static final int CONNECT_LIMIT_MS = 1000;

    private final Path directory;
    private final int port;
    private final Process process;

    private LocalBroker(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Returns the class path of a broker; empty if this machine has none that is known. */
    static Optional<String> classPath() throws CommandException {
        @Nullable String chosen = System.getProperty(PROPERTY);
        if (chosen != null) {
            return Optional.of(chosen);
        }
        @Nullable String home = System.getenv(HOME);
        if (home == null || home.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path libs = Path.of(home, "libs");
            if (Files.isDirectory(libs)) {
                return Optional.of(libs + "/*");
            }
        } catch (InvalidPathException noPath) {
            // As a directory that does not exist.
        }
        throw new CommandException(HOME + " is " + Problems.oneLine(home)
                + ", which has no directory libs: set it to an" + " installation of Kafka 4, or unset it");
    }

    /** Starts a broker, without waiting for it. */
    static LocalBroker start(TemporaryHost host, String classPath) throws IOException {
        Path directory = Files.createDirectories(host.directory().resolve("kafka"));
        int port = freePort();
        Files.writeString(directory.resolve("server.properties"), properties(directory, port));
        Files.writeString(
                Files.createDirectories(directory.resolve("data")).resolve("meta.properties"),
                "version=1\ncluster.id=" + id() + "\nnode.id=1\ndirectory.id=" + id() + "\n");
        List<String> line = List.of(
                OwnProcess.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                "kafka.Kafka",
                directory.resolve("server.properties").toString());
        Process process = host.start(new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()));
        return new LocalBroker(directory, port, process);
    }

    private static String properties(Path directory, int port) throws IOException {
        int controller = freePort();
        try (InputStream fixed = LocalBroker.class.getResourceAsStream("broker.properties")) {
            if (fixed == null) {
                throw new IOException("this jar has no broker.properties: build it again");
            }
            return new String(fixed.readAllBytes(), StandardCharsets.UTF_8)
                    + "controller.quorum.voters=1@127.0.0.1:" + controller + "\nlisteners=PLAINTEXT://127.0.0.1:" + port
                    + ",CONTROLLER://127.0.0.1:" + controller + "\nadvertised.listeners=PLAINTEXT://127.0.0.1:" + port
                    + "\nlog.dirs=" + directory.resolve("data") + "\n";
        }
    }

    /** Returns a random id in Kafka's form. */
    private static String id() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The address for clients, HOST:PORT. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** Waits until it accepts connections. */
    void await() throws IOException, CommandException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new CommandException("the broker "
                        + (process.isAlive() ? "is not ready after " + START_LIMIT_S + " s" : "has ended")
                        + "; its last line: " + lastLine() + "; --kafka HOST:PORT uses another one");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_LIMIT_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String lastLine() throws IOException {
        List<String> lines = new String(Files.readAllBytes(directory.resolve("log")), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                .toList();
        return lines.isEmpty() ? "(none)" : Problems.oneLine(lines.get(lines.size() - 1));
    }
}
