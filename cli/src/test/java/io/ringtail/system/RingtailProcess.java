package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A Ringtail command in its own process, which ends with {@link #close()}, and after five minutes at most. */
final class RingtailProcess implements AutoCloseable {
    private static final int FOREIGN_CALLS_FINAL = 22;
    private static final int UNSAFE_WARNS = 23;

    static final String MAIN = "io.ringtail.cli.Main";
    /** The jar that users run, with its archive of classes, which the build has made by now. */
    private static final Path JAR = Path.of("target", "ringtail.jar").toAbsolutePath();

    private static final Path ARCHIVE = JAR.resolveSibling("ringtail.jsa");
    /** The commands with enough to do in a test that it pays to compile them thoroughly. */
    private static final Set<String> BUSY = Set.of("load", "tail", "record", "export");

    /** The daemon's start script sets them: most of what the optimizing compiler does in a short life is wasted. */
    private static final List<String> LATE_OPTIMIZATION = List.of(
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=5000",
            "-XX:Tier4CompileThreshold=40000",
            "-XX:Tier4BackEdgeThreshold=150000");

    /** A process started by nohup(1) or as a script's background job ignores signals, and its child would, too. */
    private static final List<String> SIGNALS_AS_USUAL = List.of("env", "--default-signal=INT,HUP");

    /** How long load waits for a daemon: its own ten seconds are too short for a machine with ten times its work. */
    private static final String WAIT = "--wait";

    private static final String PATIENCE = "100s";

    private static final long LIMIT_S =
            300 + Long.getLong("ringtail.storm.seconds", 0) + Long.getLong("ringtail.storm.kills", 0);

    private final Process process;
    private final Path err;
    private final BufferedReader out;

    private RingtailProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
    }

    /** Starts a command, with its standard error in a file of the directory. */
    static RingtailProcess start(Path scratch, String... command) throws IOException {
        return startMain(scratch, List.of(), MAIN, command);
    }

    /** Starts a class's main method, with its standard error in a file of the directory. */
    static RingtailProcess startMain(Path scratch, List<String> jvmOptions, String main, String... arguments)
            throws IOException {
        return startBehind(List.of(), scratch, jvmOptions, main, arguments);
    }

    /** Starts a command through another program that then executes it, such as taskset. */
    static RingtailProcess startBehind(List<String> program, Path scratch, String... command) throws IOException {
        return startBehind(program, scratch, List.of(), MAIN, command);
    }

    /** Starts a class's main method through another program. */
    static RingtailProcess startBehind(
            List<String> starter, Path scratch, List<String> jvmOptions, String main, String... arguments)
            throws IOException {
        RingtailProcess process = startLasting(starter, scratch, jvmOptions, main, arguments);
        process.limit();
        return process;
    }

    /** Starts a class's main method in a process that several tests use: five minutes are no limit. */
    static RingtailProcess startLasting(
            List<String> starter, Path scratch, List<String> jvmOptions, String main, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(SIGNALS_AS_USUAL);
        line.addAll(starter);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options());
        if (hasArchiveFor(main) && jvmOptions.stream().noneMatch(option -> option.contains("Archive"))) {
            line.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xshare:auto"));
        }
        line.addAll(main.equals(MAIN) ? ofTheJar(jvmOptions, arguments) : ofTheTests(main, jvmOptions, arguments));
        Path err = Files.createTempFile(scratch, main.substring(main.lastIndexOf('.') + 1), ".err");
        Process process = new ProcessBuilder(line).redirectError(err.toFile()).start();
        return new RingtailProcess(process, err);
    }

    /** Later JDKs print an error where the archive was made with other options. */
    private static boolean hasArchiveFor(String main) {
        return Files.exists(ARCHIVE) && (main.equals(MAIN) || Runtime.version().feature() < UNSAFE_WARNS);
    }

    private static List<String> ofTheJar(List<String> jvmOptions, String[] arguments) {
        List<String> line = new ArrayList<>();
        String command = arguments.length > 0 ? arguments[0] : "";
        if (!BUSY.contains(command)) {
            line.add("-XX:TieredStopAtLevel=1");
        }
        line.addAll(jvmOptions);
        line.addAll(List.of("-jar", JAR.toString()));
        line.addAll(patient(arguments));
        return line;
    }

    /** A command's words, with which it waits longer for a daemon if it waits at all. */
    static List<String> patient(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        if (words.indexOf("load") == 0 && !words.contains(WAIT)) {
            words.addAll(List.of(WAIT, PATIENCE));
        }
        return words;
    }

    private static List<String> ofTheTests(String main, List<String> jvmOptions, String[] arguments) {
        List<String> line = accessOfTheManifest();
        line.addAll(List.of("-cp", JAR + ":" + testClassPath()));
        line.addAll(jvmOptions);
        line.add(main);
        line.addAll(List.of(arguments));
        return line;
    }

    /** The JVM's options that the start script sets. */
    private static List<String> options() {
        assertThat(JAR).as("the jar, which mvn package makes").exists();
        List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx256m"));
        options.add("-Dringtail.log=WARN");
        options.addAll(LATE_OPTIMIZATION);
        if (Runtime.version().feature() >= UNSAFE_WARNS) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    private static List<String> accessOfTheManifest() {
        List<String> options = new ArrayList<>();
        if (Runtime.version().feature() >= FOREIGN_CALLS_FINAL) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        for (String module : List.of("jdk.internal.misc", "jdk.internal.ref")) {
            options.addAll(List.of("--add-exports", "java.base/" + module + "=ALL-UNNAMED"));
        }
        for (String module : List.of("java.lang.reflect", "sun.nio.ch")) {
            options.addAll(List.of("--add-opens", "java.base/" + module + "=ALL-UNNAMED"));
        }
        return options;
    }

    private static String testClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Runs a command to its end. */
    static Ended run(Path scratch, String... command) throws Exception {
        try (RingtailProcess process = start(scratch, command)) {
            return process.ended();
        }
    }

    /** The result of a command that has ended. */
    record Ended(int status, String out, String err) {}

    BufferedReader out() {
        return out;
    }

    Ended ended() throws Exception {
        CompletableFuture<Void> limit = limit();
        StringBuilder text = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            text.append((char) c);
        }
        limit.cancel(false);
        return new Ended(status(), text.toString(), err());
    }

    /** The exit status, after waiting for the end. */
    int status() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    int pid() {
        return (int) process.pid();
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Sends a signal, like {@code STOP}. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).as("kill -%s %d", name, process.pid()).isZero();
    }

    /** Kills the process after two minutes, unless the returned future is cancelled before. */
    CompletableFuture<Void> limit() {
        return CompletableFuture.runAsync(this::close, CompletableFuture.delayedExecutor(LIMIT_S, TimeUnit.SECONDS));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to end. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
