package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.ScratchDirectory;
import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A daemon in its own process, on a temporary run directory, in memory if possible. */
final class RingtailHost implements AutoCloseable {
    /** For a daemon with much to do: compiled as a service is, not once and quickly as most daemons of tests are. */
    static final List<String> BUSY = List.of("-XX:TieredStopAtLevel=4");
    /** For such a daemon with a heap that ends it once it has filled. */
    static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=4", "-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

    private static final Pattern SERVING = Pattern.compile("ringtail: serving \\S+ at (https?://\\S+)/");
    private static final Pattern CPU = Pattern.compile("\\{\"cpu\":(\\d+),\"online\":[^}]*\\}");
    private static final Pattern STREAM = Pattern.compile("\"id\":\"\\w+\",\"path\":\"/stream");
    private static final Pattern ONLINE = Pattern.compile("\\{\"cpu\":(\\d+),\"online\":true");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScratchDirectory scratch;
    private final Path directory;
    private final List<String> jvmOptions;
    private final String[] command;
    private RingtailProcess daemon;
    private volatile String url;

    /** Starts a daemon, and waits until it serves. */
    RingtailHost(String... options) throws Exception {
        this(List.of(), options);
    }

    /** Starts a daemon in a JVM with extra options, and waits until it serves. */
    RingtailHost(List<String> jvmOptions, String... options) throws Exception {
        this.jvmOptions = jvmOptions;
        scratch = ScratchDirectory.make("ringtail-test");
        directory = scratch.path();
        command = Stream.concat(Stream.of("daemon", "--dir", dir()), Stream.of(options))
                .toArray(String[]::new);
        restartBehind(List.of());
    }

    /** Kills the daemon. */
    void kill() throws InterruptedException {
        daemon.close();
        daemon.status();
    }

    /** Asks the daemon to end, and waits until it has. */
    void stop() throws InterruptedException {
        daemon.terminate();
        daemon.status();
    }

    /** Starts a daemon when none is running, and waits until it serves. */
    void restart() throws Exception {
        restartBehind(List.of());
    }

    /** Starts a daemon through another program, and waits until it serves. */
    void restartBehind(List<String> program) throws Exception {
        daemon = RingtailProcess.startLasting(program, directory, jvmOptions, RingtailProcess.MAIN, command);
        CompletableFuture<Void> limit = daemon.limit();
        String line = daemon.out().readLine();
        limit.cancel(false);
        Matcher serving = SERVING.matcher(String.valueOf(line));
        if (!serving.matches()) {
            String err = daemon.err();
            close();
            throw new AssertionError("the daemon says '" + line + "' and: " + err);
        }
        url = serving.group(1);
    }

    String dir() {
        return directory.toString();
    }

    Path directory() {
        return directory;
    }

    String url() {
        return url;
    }

    RingtailProcess daemon() {
        return daemon;
    }

    RingtailProcess start(String... command) throws IOException {
        return RingtailProcess.start(directory, command);
    }

    /** Runs a command that must succeed, without a process of its own, and returns its output. */
    String run(String... command) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run(command);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        return ended.out();
    }

    /** Runs an application, whose arguments are the run directory and a number of rounds, to its end. */
    void write(Class<?> application, int rounds) throws Exception {
        try (RingtailProcess process = RingtailProcess.startMain(
                directory, List.of(), application.getName(), dir(), Integer.toString(rounds))) {
            assertThat(process.ended().out()).isEqualTo("written\n");
        }
    }

    /** Writes all that is in the rings into a file, by {@code record} or {@code export}; returns what that reports. */
    String copyTo(Path file, String... program) throws Exception {
        List<String> line = new ArrayList<>(List.of(program));
        line.addAll(List.of("--dir", dir(), "--from", "oldest", "--duration", "1s", "-o", file.toString()));
        RingtailProcess.Ended ended = RingtailProcess.run(directory, line.toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended.err();
    }

    /** A statistic of each CPU, as printed by {@code stat}. */
    Map<Integer, Long> stat(String name) throws Exception {
        return byCpu(run("stat", "--dir", dir(), "--json"), name);
    }

    /** The response served at a path. */
    String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    /** A statistic summed over all CPUs, as served. */
    long sum(String name) throws Exception {
        return byCpu(get("/stats"), name).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The number of receivers of {@code /stream}. */
    int streams() throws Exception {
        return get("/stats").split("\"path\":\"/stream", -1).length - 1;
    }

    /** The receivers of {@code /stream}, by which each can be told from those before it. */
    Set<String> streamIds() throws Exception {
        String stats = RemoteDaemon.local(directory.resolve("stream.sock")).read("/stats", "*/*");
        return STREAM.matcher(stats).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** The CPUs that are reported online. */
    Set<Integer> online() throws Exception {
        Set<Integer> online = new TreeSet<>();
        Matcher cpu = ONLINE.matcher(get("/stats"));
        while (cpu.find()) {
            online.add(Integer.parseInt(cpu.group(1)));
        }
        return online;
    }

    /** A statistic of each CPU that has a ring, in a text like that of {@code /stats}. */
    static Map<Integer, Long> byCpu(String json, String name) {
        Map<Integer, Long> values = new TreeMap<>();
        Matcher cpu = CPU.matcher(json);
        while (cpu.find()) {
            values.put(Integer.parseInt(cpu.group(1)), number(cpu.group(), name));
        }
        return values;
    }

    /** A number in a JSON text, by its name. */
    static long number(String json, String name) {
        Matcher number = Pattern.compile('"' + name + "\":(-?\\d+)").matcher(json);
        assertThat(number.find()).as("%s in %s", name, json).isTrue();
        return Long.parseLong(number.group(1));
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        scratch.close();
    }
}
