package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The demo of a fleet: two hosts, as far as Kafka can tell, each a daemon, a shop and a shipper under a host name of its
 * own; one broker; a tail of both, and a snapshot of both.
 */
final class DemoFleet {
    private static final List<String> HOSTS = List.of("web-1", "web-2");
    private static final String LOG = "-Dringtail.log=WARN";
    private static final int KEY_BYTES = 32;
    private static final long POLL_MS = 100;
    private static final long START_LIMIT_S = 60;
    private static final String LIMIT = START_LIMIT_S + "s";

    private final Output output;
    private final int seconds;
    private final DemoFleetOptions options;
    private final List<Process> shops = new ArrayList<>();
    private final List<Process> shippers = new ArrayList<>();

    /**
     * Creates a demo.
     *
     * @param seconds how long events are printed
     */
    DemoFleet(Output output, int seconds, DemoFleetOptions options) {
        this.output = output;
        this.seconds = seconds;
        this.options = options;
    }

    /** Runs the demo; returns the status of the first command that failed, or 0. */
    int run() throws IOException, CommandException, InterruptedException {
        KafkaModule.load().close();
        @Nullable String given = options.brokers();
        String prefix = "ringtail-demo-" + ProcessHandle.current().pid();
        try (TemporaryHost host = new TemporaryHost("ringtail-demo")) {
            List<String> cluster = options.cluster(given == null ? startBroker(host) : given, prefix);
            host.output(words("topics", cluster, "--create", "--partitions", "2", "--meta-partitions", "1"));
            if (given != null) {
                say("ringtail demo: the topics " + prefix + ".* are the demo's, and remain at " + given
                        + ": delete them with Kafka's tools when you have seen enough");
            }
            Path keys = keys(host.directory());
            for (String name : HOSTS) {
                start(host, name, cluster, keys);
            }
            // The shops last: before a host's shipper is there, the merge would not wait for its events.
            say("ringtail demo: starting a shop on each host");
            for (int i = 0; i < HOSTS.size(); i++) {
                String dir = directory(host, HOSTS.get(i)).toString();
                shops.add(host.start(List.of("-Xmx64m"), "demo-shop", "--dir", dir, "--shop", Integer.toString(i + 1)));
            }
            for (String name : HOSTS) {
                awaitEvents(name, directory(host, name));
            }
            int status = show(cluster, keys);
            shops.forEach(TemporaryHost::end);
            shippers.forEach(TemporaryHost::end);
            return status;
        }
    }

    private String startBroker(TemporaryHost host) throws IOException, CommandException, InterruptedException {
        String classPath = LocalBroker.classPath()
                .orElseThrow(
                        () -> new CommandException("no Kafka broker is known here, which --fleet needs: name one that"
                                + " runs, with --kafka HOST:PORT, or set KAFKA_HOME to an installation of Kafka 4"));
        say("ringtail demo: starting a Kafka broker, which takes some seconds");
        LocalBroker broker = LocalBroker.start(host, classPath);
        broker.await();
        return broker.address();
    }

    /** Writes the fleet's keys: one that asks, one that answers. */
    private static Path keys(Path directory) throws IOException {
        Path file = directory.resolve("fleet.keys");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "demo snapshot " + key() + "\nhosts answer " + key() + "\n");
    }

    private static String key() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    private static Path directory(TemporaryHost host, String name) {
        return host.directory().resolve(name);
    }

    /** Starts a host's daemon and shipper. */
    private void start(TemporaryHost host, String name, List<String> cluster, Path keys)
            throws IOException, CommandException, InterruptedException {
        Path directory = Files.createDirectory(directory(host, name));
        String dir = directory.toString();
        say("ringtail demo: starting host " + name + ": a daemon and a shipper");
        Process daemon = host.start(List.of("-Xmx64m", LOG, "-Dringtail.audit=WARN"), "daemon", "--dir", dir);
        TemporaryHost.awaitDaemon(directory, daemon);
        shippers.add(host.start(
                List.of("-Xmx96m", LOG),
                words("ship", cluster, "--dir", dir, "--host", name, "--fleet-keys", keys.toString())));
    }

    /** Waits until a host's shipper has events: the tail would end before those of a host that takes long to start. */
    private void awaitEvents(String name, Path directory) throws IOException, CommandException, InterruptedException {
        RemoteDaemon daemon = RemoteDaemon.local(directory.resolve(RunFiles.STREAM_SOCKET));
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
        while (DaemonReport.of(daemon).receivers().stream().noneMatch(receiver -> receiver.events() > 0)) {
            if (Stream.concat(shops.stream(), shippers.stream()).anyMatch(process -> !process.isAlive())) {
                throw new CommandException("a shop or a shipper has ended; its error message is above");
            }
            if (System.nanoTime() > deadlineNs) {
                throw new CommandException("the shipper of " + name + " has no event after " + START_LIMIT_S
                        + " s: the machine may be overloaded");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private int show(List<String> cluster, Path keys) throws IOException {
        say("ringtail demo: the first event of each host, as it comes out of Kafka:");
        for (String name : HOSTS) {
            int first =
                    execute("tail", cluster, "--host", name, "--from", "oldest", "--count", "1", "--duration", LIMIT);
            if (first != 0) {
                return first;
            }
        }
        say("\nringtail demo: printing the events of both hosts for " + seconds + " s:");
        int status = execute("tail", cluster, "--from", "oldest", "--duration", seconds + "s");
        if (status != 0) {
            return status;
        }
        say("\nringtail demo: asking both hosts for what their rings have of the last two seconds:");
        return execute(
                "snapshot",
                cluster,
                "--fleet",
                "--fleet-keys",
                keys.toString(),
                "--before",
                "2s",
                "--wait",
                "5s",
                "--reason",
                "demo");
    }

    private static int execute(String command, List<String> cluster, String... more) {
        return Main.commandLine().execute(words(command, cluster, more));
    }

    private static String[] words(String command, List<String> cluster, String... more) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(cluster);
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private void say(String line) throws IOException {
        output.line(line);
        output.flush();
    }
}
