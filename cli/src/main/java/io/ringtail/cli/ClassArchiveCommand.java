package io.ringtail.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ringtail class-archive}: makes the archive of parsed and verified classes by which the JVM starts Ringtail in
 * half the time, and, where the JVM can, the {@link AotCache} of the daemon. A build and a package's installation run
 * it, since an archive fits one build of one JVM only; another JVM ignores it.
 */
@Command(
        name = ClassArchiveCommand.NAME,
        hidden = true,
        description = {
            "Creates a class-data archive with which this JVM starts Ringtail in half the time.",
            "",
            "Runs a daemon and the usual commands in a temporary directory, and writes the classes that they load to a"
                    + " file next to the jar. The start script uses that file if it matches the JVM.",
            "",
            "JDK 25 and later also get an AOT cache of the daemon, in a file with the extension .aot beside it."
        })
final class ClassArchiveCommand implements Callable<Integer> {
    static final String NAME = "class-archive";

    private static final String ARCHIVE = ".jsa";
    /** A class's number in one list; only classes of other class loaders, which are left out, need it. */
    private static final Pattern ID = Pattern.compile(" id: \\d+$");

    /** Variables from which each JVM takes options; {@link OwnProcess} passes on those of this process. */
    private static final Set<String> OPTIONS = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String COUNT = "200";
    private static final long END_LIMIT_S = 120;
    /** Shown of the daemon's log: a JVM that records for a cache logs a line for each class that it leaves out. */
    private static final int LAST_LINES = 20;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The archive file (default: the name of the jar, with the extension .jsa).")
    private Path file;

    @Option(names = "--use", hidden = true, paramLabel = "DIR", description = "Only run the usual commands on DIR.")
    private Path used;

    @Override
    public Integer call() throws Exception {
        if (used != null) {
            use(used);
            return 0;
        }
        Path jar = Path.of(System.getProperty("java.class.path"));
        if (!Files.isRegularFile(jar)) {
            throw new CommandException("class-archive needs the jar: run java -jar ringtail.jar class-archive");
        }
        String name = String.valueOf(jar.getFileName()).replaceAll("\\.jar$", "");
        Path target = TargetFile.file(file == null ? jar.resolveSibling(name + ARCHIVE) : file);
        Path cache = target.resolveSibling(
                String.valueOf(target.getFileName()).replaceAll("\\.jsa$", "") + AotCache.EXTENSION);
        if (file == null || AotCache.isSupported()) {
            // A cache of another Java or jar: if none can be made, the daemon uses the archive.
            Files.deleteIfExists(cache);
        }
        write("the class archive", target, unfinished -> archive(jar, unfinished));
        if (AotCache.isSupported()) {
            write("the AOT cache", cache, unfinished -> cache(jar, unfinished));
        }
        return 0;
    }

    /** What writes a file. */
    private interface Writer {
        void write(Path unfinished) throws Exception;
    }

    /**
     * Writes a file that gets its name once it is complete and on the disk: the JVM checks little more than its header,
     * and ends with a fault where the rest was lost with the machine's power.
     */
    private static void write(String what, Path target, Writer writer) throws Exception {
        String name = String.valueOf(target.getFileName());
        int dot = name.lastIndexOf('.');
        String prefix = dot > 0 ? name.substring(0, dot) : name;
        String suffix = dot > 0 ? name.substring(dot) : "";
        try {
            withFile(target, prefix, suffix, unfinished -> {
                writer.write(unfinished);
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
                try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            });
        } catch (CommandException e) {
            throw new CommandException(what + " " + target + " was not made: " + e.getMessage(), e);
        }
    }

    /** Makes an empty file beside another one; it is gone in the end, unless it has been moved. */
    private static void withFile(Path other, String prefix, String suffix, Writer writer) throws Exception {
        Path made = Files.createTempFile(other.toAbsolutePath().getParent(), prefix, suffix);
        EndHook hook = new EndHook(() -> delete(made));
        hook.add();
        try {
            writer.write(made);
        } finally {
            delete(made);
            hook.remove();
        }
    }

    private static void archive(Path jar, Path unfinished) throws Exception {
        try (TemporaryHost host = host()) {
            Path list = Files.write(host.directory().resolve("classes"), classesUsed(host));
            host.output(withoutOptions(dump(jar, list, unfinished)), NAME);
        }
    }

    private static void cache(Path jar, Path unfinished) throws Exception {
        // Not in the host's directory, which is in memory, where containers have little room.
        withFile(unfinished, "ringtail", AotCache.CONFIGURATION_EXTENSION, configuration -> {
            AotCache cache = new AotCache(configuration);
            try (TemporaryHost host = host()) {
                train(host, cache.recording(), configuration, List.of());
                host.output(withoutOptions(cache.creating(jar, unfinished)), NAME);
            }
        });
    }

    private static TemporaryHost host() throws IOException {
        return new TemporaryHost("ringtail-class-archive");
    }

    private static void delete(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            System.err.println("ringtail: cannot remove " + unfinished + " (" + e + "): remove it by hand");
        }
    }

    /** Returns the JVM's names of the classes that a daemon and the usual commands load. */
    private static Set<String> classesUsed(TemporaryHost host) throws Exception {
        Path byDaemon = host.directory().resolve("daemon.classes");
        Path byCommands = host.directory().resolve("commands.classes");
        train(host, listing(byDaemon), byDaemon, listing(byCommands));
        Set<String> classes = new LinkedHashSet<>();
        for (Path list : List.of(byDaemon, byCommands)) {
            Files.readAllLines(list).stream()
                    .filter(line -> !line.startsWith("#") && !line.contains(" source: "))
                    .map(line -> ID.matcher(line).replaceFirst(""))
                    .forEach(classes::add);
        }
        return classes;
    }

    /**
     * Runs a daemon, with options of its JVM, and the usual commands in another JVM, to their ends.
     *
     * @param result what the daemon's JVM writes when it ends
     */
    private static void train(TemporaryHost host, List<String> ofDaemon, Path result, List<String> ofCommands)
            throws Exception {
        Path directory = host.directory();
        List<String> quiet = new ArrayList<>(ofCommands);
        quiet.addAll(List.of("-Dringtail.log=WARN", "-Dringtail.audit=WARN"));
        // It logs as usual, since the classes for that are used; what it says is shown only if something fails.
        Path log = directory.resolve("daemon.log");
        // With small rings, however many CPUs there are, and room for a snapshot of all.
        Process daemon = host.start(process(ofDaemon, "daemon", "--dir", directory.toString(), "--buffer-size", "512k")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        try {
            host.awaitDaemon(daemon);
            host.output(process(quiet, NAME, "--use", directory.toString()), NAME);
            daemon.destroy();
            if (!daemon.waitFor(END_LIMIT_S, TimeUnit.SECONDS)) {
                throw new CommandException("the daemon has not ended after " + END_LIMIT_S
                        + " s: the machine may be overloaded; run ringtail class-archive again");
            }
            requireResult(daemon, result);
        } catch (CommandException e) {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            lines.stream().skip(Math.max(0, lines.size() - LAST_LINES)).forEach(System.err::println);
            throw e;
        }
    }

    private static void requireResult(Process daemon, Path result) throws IOException, CommandException {
        boolean written = Files.isRegularFile(result) && Files.size(result) > 0;
        if (daemon.exitValue() != 0 || !written) {
            throw new CommandException("the daemon ended with status " + daemon.exitValue() + " and "
                    + (written ? "wrote " : "did not write ") + result
                    + "; its last messages are above: there may be no room for the file");
        }
    }

    /** Prepares a process that uses no archive: the JVM refuses one beside the options that make another. */
    private static ProcessBuilder process(List<String> jvmOptions, String... command) {
        ProcessBuilder process = OwnProcess.of(jvmOptions, command);
        process.command().removeIf(word -> word.startsWith("-Xshare:") || word.startsWith("-XX:SharedArchiveFile="));
        return withoutOptions(process);
    }

    private static ProcessBuilder withoutOptions(ProcessBuilder process) {
        process.environment().keySet().removeAll(OPTIONS);
        return process;
    }

    private static List<String> listing(Path file) {
        return List.of("-Dio.netty.jfr.enabled=false", "-XX:DumpLoadedClassList=" + file);
    }

    private static void use(Path directory) throws CommandException {
        String recording = directory.resolve("trace.dat").toString();
        String dir = "--dir=" + directory;
        List<String[]> commands = List.of(
                new String[] {"load", dir, "--count", COUNT},
                new String[] {"tail", dir, "--from", "oldest", "--count", COUNT},
                new String[] {"record", dir, "--from", "oldest", "--duration", "1s", "-o", recording},
                new String[] {"report", recording},
                new String[] {"snapshot", dir},
                new String[] {"disable", dir, "load:*"},
                new String[] {"enable", dir, "load:*"},
                new String[] {"list", dir},
                new String[] {"stat", dir},
                new String[] {"top", dir, "--once", "--interval", "100ms"});
        PrintStream err = System.err;
        for (String[] command : commands) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            int status = Main.commandLine().execute(command);
            System.setErr(err);
            if (status != 0) {
                throw new CommandException("ringtail " + command[0] + " exited with status " + status + ": "
                        + said.toString(StandardCharsets.UTF_8).strip());
            }
        }
    }

    /** Only G1 writes an archive with the heap's objects; the serial collector reads them all the same. */
    private static ProcessBuilder dump(Path jar, Path list, Path archive) {
        return new ProcessBuilder(
                        OwnProcess.java(),
                        "-XX:+UseG1GC",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + list,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        jar.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
