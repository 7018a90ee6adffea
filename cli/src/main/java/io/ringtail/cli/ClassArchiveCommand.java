package io.ringtail.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ringtail class-archive}: makes the archive of parsed and verified classes by which the JVM starts Ringtail in
 * half the time. A build and a package's installation run it, since an archive fits one build of one JVM only; another
 * JVM ignores it.
 */
@Command(
        name = "class-archive",
        hidden = true,
        description = {
            "Creates a class-data archive with which this JVM starts Ringtail in half the time.",
            "",
            "Runs a daemon and the usual commands in a temporary directory, and writes the classes that they load to a"
                    + " file next to the jar. The start script uses that file if it matches the JVM."
        })
final class ClassArchiveCommand implements Callable<Integer> {
    private static final String ARCHIVE = ".jsa";
    /** A class's number in one list; only classes of other class loaders, which are left out, need it. */
    private static final Pattern ID = Pattern.compile(" id: \\d+$");

    private static final String COUNT = "200";

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
        Path unfinished = Files.createTempFile(target.toAbsolutePath().getParent(), name, ARCHIVE);
        EndHook hook = new EndHook(() -> delete(unfinished));
        hook.add();
        try (TemporaryHost host = new TemporaryHost("ringtail-class-archive")) {
            Path list = Files.write(host.directory().resolve("classes"), classesUsed(host));
            host.output(dump(jar, list, unfinished), "class-archive");
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(unfinished);
            hook.remove();
        }
        return 0;
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
        Path directory = host.directory();
        Path byDaemon = directory.resolve("daemon.classes");
        Path byCommands = directory.resolve("commands.classes");
        List<String> quiet = new ArrayList<>(listing(byCommands));
        quiet.addAll(List.of("-Dringtail.log=WARN", "-Dringtail.audit=WARN"));
        // It logs as usual, since the classes for that are used; what it says is shown only if something fails.
        Path log = directory.resolve("daemon.log");
        // With small rings, however many CPUs there are, and room for a snapshot of all.
        Process daemon = host.start(
                OwnProcess.of(listing(byDaemon), "daemon", "--dir", directory.toString(), "--buffer-size", "512k")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(log.toFile()));
        try {
            host.awaitDaemon(daemon);
            host.output(OwnProcess.of(quiet, "class-archive", "--use", directory.toString()), "class-archive");
        } catch (CommandException e) {
            Files.copy(log, System.err);
            throw e;
        }
        TemporaryHost.end(daemon);
        Set<String> classes = new LinkedHashSet<>();
        for (Path list : List.of(byDaemon, byCommands)) {
            Files.readAllLines(list).stream()
                    .filter(line -> !line.startsWith("#") && !line.contains(" source: "))
                    .map(line -> ID.matcher(line).replaceFirst(""))
                    .forEach(classes::add);
        }
        return classes;
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
