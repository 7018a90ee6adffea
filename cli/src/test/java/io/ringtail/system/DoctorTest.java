package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ringtail doctor} says of real daemons and applications. */
@Tag("once")
@Timeout(180)
@Tag("extensive")
final class DoctorTest {
    private static final int STRANGER = 65534;
    private static final List<String> AS_STRANGER =
            List.of("setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER, "--clear-groups");

    private static final List<String> UNSHARE = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");

    @TempDir
    private Path scratch;

    @Test
    void shouldFindNoProblemWithAnAttachedProcess() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess application = application(List.of("-Dringtail.dir=" + host.dir()))) {
            awaitAttached(host, application);
            // Without --dir, the directory is the process's own.
            RingtailProcess.Ended ended = doctor("--pid", "" + application.pid());
            assertThat(ended.err()).isEmpty();
            assertThat(ended.status()).isZero();
            assertThat(ended.out().lines())
                    .allMatch(line -> line.startsWith("ok      ") || line.startsWith("note    "))
                    .anyMatch(line -> line.startsWith("ok      directory: " + host.dir() + ", rwx"))
                    .contains(
                            "ok      daemon: live, serves at unix:"
                                    + host.directory().resolve("stream.sock"),
                            "ok      daemon: ready",
                            "ok      processes: 1 attached",
                            "ok      client: a tracer is open",
                            "ok      buffer: the process maps " + host.dir() + "/buffer")
                    .contains(
                            "ok      namespaces: the daemon has those of this command",
                            "ok      namespaces: the process has those of this command")
                    .anyMatch(line -> line.startsWith("ok      kernel: Linux "))
                    .anyMatch(line -> line.matches("(ok|note) +rseq: .*"))
                    .anyMatch(line -> line.matches("(ok|note) +membarrier: .*"))
                    .anyMatch(line -> line.matches("ok      memory: 4 MB a CPU, .* for the \\d+ possible .*"))
                    .anyMatch(line -> line.matches("ok      room: .* free in " + host.dir() + " \\(tmpfs\\)"))
                    .anyMatch(line -> line.matches("ok      files: \\d+ open of \\d+"))
                    .anyMatch(line -> line.startsWith("ok      permission: "))
                    .anyMatch(line -> line.startsWith("ok      attached: client "));
        }
    }

    @Test
    void shouldPrintFindingsAsJson() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            RingtailProcess.Ended ended = doctor("--dir", host.dir(), "--json");
            assertThat(ended.status()).isZero();
            assertThat(ended.out())
                    .startsWith("{\"problems\":0,\"findings\":[{\"level\":\"ok\",\"text\":\"kernel: Linux ")
                    .contains("{\"level\":\"ok\",\"text\":\"directory: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldFindAProcessThatUsesAnotherDirectory() throws Exception {
        Path other = Files.createDirectory(scratch.resolve("other"));
        try (RingtailHost host = new RingtailHost();
                RingtailProcess application = application(List.of("-Dringtail.dir=" + other))) {
            assertProblems(
                    doctor("--dir", host.dir(), "--pid", "" + application.pid()),
                    "setting: the process uses '" + other + "' (-Dringtail.dir in the command line), unless its code"
                            + " names another directory: start it with RINGTAIL_DIR=" + host.dir(),
                    "attached: the daemon's 0 processes do not include " + application.pid());
        }
    }

    @Test
    void shouldFindAProcessThatIsAttachedElsewhere() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailHost other = new RingtailHost();
                RingtailProcess application = application(List.of("-Dringtail.dir=" + other.dir()))) {
            awaitAttached(other, application);
            assertProblems(
                    doctor("--dir", host.dir(), "--pid", "" + application.pid()),
                    "buffer: the process uses another run directory, whose buffer it maps: start it with RINGTAIL_DIR="
                            + host.dir() + ", or examine that one with --dir " + other.dir(),
                    "attached: the daemon's 0 processes do not include " + application.pid());
        }
    }

    @Test
    void shouldTrustTheDaemonWhereTheBufferHasNoFileAndTheCodeNamesTheDirectory() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-memory", "sealed");
                CountingClient application =
                        CountingClient.start(host, List.of(), 0, 1).ready()) {
            RingtailProcess.Ended ended = doctor(
                    "--dir", host.dir(), "--pid", "" + application.process().pid());
            assertThat(ended.status()).as(ended.out()).isZero();
            assertThat(ended.out()).contains("ok      buffer: ");
        }
    }

    @Test
    void shouldFindADirectoryWithoutADaemon() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            host.kill();
            assertProblems(doctor("--dir", host.dir()), "daemon: none answers at " + host.url() + ", the address in ");
            Files.delete(host.directory().resolve("address"));
            assertProblems(doctor("--dir", host.dir()), "daemon: no daemon is running in " + host.dir());
        }
        Path none = scratch.resolve("none");
        assertProblems(doctor("--dir", none.toString()), "directory: " + none + " does not exist: start a daemon with");
    }

    @Test
    void shouldNotWaitForALockThatIsAPipe() throws Exception {
        Process pipe = new ProcessBuilder("mkfifo", scratch.resolve("lock").toString()).start();
        assertThat(pipe.waitFor()).isZero();
        assertProblems(doctor("--dir", scratch.toString()), "daemon: no daemon is running in " + scratch);
    }

    @Test
    void shouldFindProcessesThatWriteNoEvents() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            Process sleeping = new ProcessBuilder("sleep", "120").start();
            try {
                Eventually.until(
                        "sleep runs", () -> sleeping.info().command().orElse("").endsWith("sleep"));
                assertProblems(
                        doctor("--dir", host.dir(), "--pid", "" + sleeping.pid()),
                        "process: " + sleeping.pid() + " is no JVM",
                        "attached: the daemon's 0 processes do not include");
            } finally {
                sleeping.destroyForcibly();
            }
            sleeping.waitFor();
            assertProblems(
                    doctor("--dir", host.dir(), "--pid", "" + sleeping.pid()),
                    "process: there is none with pid " + sleeping.pid());
            int daemon = host.daemon().pid();
            assertProblems(
                    doctor("--dir", host.dir(), "--pid", "" + daemon),
                    "client: no tracer is open",
                    "attached: " + daemon + " is the daemon itself");
        }
    }

    @Test
    void shouldSayWhichPermissionAnotherUsersProcessLacks() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            setMode(host.directory(), "rwxr-x---");
            try (Stranger application = stranger(host, IdleApplication.class.getName())) {
                assertThat(application.process().getInputStream().read()).isEqualTo('o');
                assertProblems(
                        doctor("--pid", application.pid()),
                        "permission: user 65534, group 65534 needs x on " + host.dir() + " (rwxr-x---, owner ",
                        "attached: the daemon's 0 processes do not include");
                setMode(host.directory(), "rwxr-xr-x");
                assertProblems(
                        doctor("--pid", application.pid()),
                        "permission: user 65534, group 65534 needs w on " + host.dir() + "/control.sock (rw-rw----,",
                        "attached: ");
                setMode(host.directory().resolve("control.sock"), "rw-rw-rw-");
                setMode(host.directory().resolve("buffer"), "rw-rw-rw-");
                Eventually.until("it attaches", () -> attached(host, application.pid()));
                assertThat(doctor("--pid", application.pid()).status()).isZero();
            }
        }
    }

    @Test
    void shouldSayWhatAnotherUserCannotSee() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess application = application(List.of("-Dringtail.dir=" + host.dir()))) {
            awaitAttached(host, application);
            setMode(host.directory(), "rwxr-xr-x");
            try (Stranger doctor = stranger(
                    host, RingtailProcess.MAIN, "doctor", "--dir", host.dir(), "--pid", "" + application.pid())) {
                String out = doctor.text();
                assertThat(doctor.process().waitFor()).as(out).isZero();
                assertThat(out.lines())
                        .contains("ok      daemon: ready", "ok      client: a tracer is open")
                        .anyMatch(line -> line.startsWith("note    process: ")
                                && line.contains("environ, fd, maps")
                                && line.contains("run ringtail doctor as root or as user 0"));
            }
        }
    }

    @Test
    void shouldSeeAProcessInNamespacesOfItsOwn() throws Exception {
        Process trial = new ProcessBuilder(
                        Stream.concat(UNSHARE.stream(), Stream.of("true")).toList())
                .start();
        assumeTrue(trial.waitFor() == 0, "pid namespaces can be made (it takes root)");
        try (RingtailHost host = new RingtailHost();
                RingtailProcess container = RingtailProcess.startBehind(
                        UNSHARE, scratch, List.of("-Dringtail.dir=" + host.dir()), IdleApplication.class.getName())) {
            assertThat(container.out().readLine()).as(container.err()).isEqualTo("open");
            String pid = ProcessHandle.of(container.pid()).stream()
                    .flatMap(ProcessHandle::children)
                    .map(child -> "" + child.pid())
                    .findFirst()
                    .orElseThrow();
            Eventually.until("attached", () -> attached(host, pid));
            RingtailProcess.Ended ended = doctor("--pid", pid);
            assertThat(ended.status()).as(ended.out()).isZero();
            assertThat(ended.out())
                    .contains("; in a pid namespace of its own, where its pid is 1\n")
                    .contains("namespaces: the process has others than this command, as in a container: mnt, pid\n")
                    .contains("directory: /proc/" + pid + "/root" + host.dir())
                    .contains("ok      buffer: the process maps ");
        }
    }

    @Test
    void shouldNotCompareNumbersOfAnotherPidNamespaceThanTheDaemons() throws Exception {
        Process trial = new ProcessBuilder(
                        Stream.concat(UNSHARE.stream(), Stream.of("true")).toList())
                .start();
        assumeTrue(trial.waitFor() == 0, "pid namespaces can be made (it takes root)");
        try (RingtailHost host = new RingtailHost();
                RingtailProcess doctor =
                        RingtailProcess.startBehind(UNSHARE, scratch, "doctor", "--dir", host.dir(), "--pid", "1")) {
            assertThat(doctor.ended().out())
                    .contains("note    attached: the daemon numbers processes in a pid namespace that is not this one")
                    .doesNotContain("processes do not include");
        }
    }

    private RingtailProcess application(List<String> options) throws IOException {
        RingtailProcess application = RingtailProcess.startMain(scratch, options, IdleApplication.class.getName());
        assertThat(application.out().readLine()).as(application.err()).isEqualTo("open");
        return application;
    }

    private static void awaitAttached(RingtailHost host, RingtailProcess application) throws Exception {
        Eventually.until(
                "attached and written", () -> attached(host, "" + application.pid()) && host.sum("written") > 0);
    }

    private static boolean attached(RingtailHost host, String pid) throws Exception {
        return host.get("/stats").contains("\"pid\":" + pid + ",\"uid\":");
    }

    private RingtailProcess.Ended doctor(String... options) throws Exception {
        String[] command = new String[options.length + 1];
        command[0] = "doctor";
        System.arraycopy(options, 0, command, 1, options.length);
        return RingtailProcess.run(scratch, command);
    }

    /** Requires exactly these problems, given by their beginnings, and the exit status and the line that go with them. */
    private static void assertProblems(RingtailProcess.Ended ended, String... beginnings) {
        List<String> problems = ended.out()
                .lines()
                .filter(line -> line.startsWith("problem "))
                .map(line -> line.substring(8))
                .toList();
        assertThat(problems).as(ended.out()).hasSize(beginnings.length);
        for (int i = 0; i < beginnings.length; i++) {
            assertThat(problems.get(i)).startsWith(beginnings[i]);
        }
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("ringtail: " + beginnings.length + " problem")
                .hasLineCount(1);
    }

    /** Starts a class as another user, from a copy of the jar that this user can read. */
    private Stranger stranger(RingtailHost host, String main, String... arguments) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "another user can be taken on");
        setMode(scratch, "rwxr-xr-x");
        Path jar = scratch.resolve("ringtail.jar");
        Files.copy(Path.of("target", "ringtail.jar"), jar);
        String name = IdleApplication.class.getName().replace('.', '/') + ".class";
        Path copy = scratch.resolve("classes").resolve(name);
        Files.createDirectories(copy.getParent());
        try (InputStream in = IdleApplication.class.getResourceAsStream("IdleApplication.class")) {
            Files.copy(Objects.requireNonNull(in), copy);
        }
        List<String> line = new ArrayList<>(AS_STRANGER);
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dringtail.dir=" + host.dir(),
                "-cp",
                jar + ":" + scratch.resolve("classes"),
                main));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .redirectError(scratch.resolve("stranger.err").toFile())
                .start();
        return new Stranger(process);
    }

    /** A process of another user. */
    private record Stranger(Process process) implements AutoCloseable {
        String pid() {
            return "" + process.pid();
        }

        String text() throws IOException {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
