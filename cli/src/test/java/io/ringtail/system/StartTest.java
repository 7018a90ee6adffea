package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments in which a daemon starts all the same, or ends with one line and leaves nothing. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class StartTest {
    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "mr-IN", "tr-TR"})
    void shouldStartInEveryLocale(String locale) throws Exception {
        List<String> options =
                List.of("-Duser.language=" + locale.substring(0, 2), "-Duser.country=" + locale.substring(3));
        try (RingtailHost host = new RingtailHost(options);
                RingtailProcess load = RingtailProcess.startMain(
                        scratch, options, RingtailProcess.MAIN, "load", "--dir", host.dir(), "--count", "7");
                RingtailProcess snapshot = RingtailProcess.startMain(
                        scratch, options, RingtailProcess.MAIN, "snapshot", "--dir", host.dir())) {
            assertThat(load.ended().out()).startsWith("{\"emitted\":7,\"dropped\":0,");
            assertThat(snapshot.ended().out()).matches("\\p{ASCII}+").contains("snapshot-2");
            assertThat(host.daemon().err()).matches("(?s)\\p{ASCII}*");
            assertEndsWhenAsked(host.daemon());
        }
    }

    @Test
    void shouldHaveTheClassArchiveThatTheBuildMakes() {
        assertThat(Path.of("target", "ringtail.jsa"))
                .as("ringtail class-archive, whose error is in the build's output")
                .exists();
    }

    @Test
    void shouldStartWhereTheTemporaryDirectoryAllowsNoExecution() throws Exception {
        assertStartsWithTemporaryDirectory("noexec");
    }

    @Test
    void shouldStartWhereTheTemporaryDirectoryIsFull() throws Exception {
        assertStartsWithTemporaryDirectory("size=64k");
    }

    private void assertStartsWithTemporaryDirectory(String mountOptions) throws Exception {
        Path temporary = Files.createDirectory(scratch.resolve("temporary"));
        Path directory = Files.createDirectory(scratch.resolve("run"));
        try (RingtailProcess daemon = inNamespace(
                "mount -t tmpfs -o " + mountOptions + " none " + temporary,
                List.of("-Djava.io.tmpdir=" + temporary),
                "daemon",
                "--dir",
                directory.toString())) {
            assertThat(daemon.out().readLine()).as(daemon.err()).startsWith("ringtail: serving ");
            assertThat(RingtailProcess.run(scratch, "load", "--dir", directory.toString(), "--count", "5")
                            .out())
                    .contains("\"emitted\":5,\"dropped\":0");
            assertThat(names(directory))
                    .containsExactlyInAnyOrder("address", "buffer", "control.sock", "lock", "stream.sock");
            assertEndsWhenAsked(daemon);
        }
    }

    @Test
    void shouldSayThatNoDirectoryAllowsExecution() throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("run"));
        String mounts = Stream.of(directory.toString(), "/var/tmp")
                .map(path -> "mount -t tmpfs -o noexec,mode=755 none " + path)
                .reduce((one, two) -> one + " && " + two)
                .orElseThrow();
        try (RingtailProcess daemon = inNamespace(
                mounts, List.of("-Djava.io.tmpdir=" + directory), "daemon", "--dir", directory.toString())) {
            assertThat(daemon.ended())
                    .isEqualTo(new RingtailProcess.Ended(
                            1,
                            "",
                            "ringtail: none of the directories [" + directory + ", /var/tmp, " + directory
                                    + "] has a megabyte of room and allows execution, which native libraries need: make"
                                    + " room in one, mount one without noexec, or give another with"
                                    + " RINGTAIL_JAVA_OPTS=-Djava.io.tmpdir=DIR\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.netty.transport.noNative=true", "jna.nounpack=true"})
    void shouldEndWithOneLineAndLeaveNothingWhereALibraryCannotBeLoaded(String property) throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("run"));
        try (RingtailProcess daemon = RingtailProcess.startMain(
                scratch, List.of("-D" + property), RingtailProcess.MAIN, "daemon", "--dir", directory.toString())) {
            RingtailProcess.Ended ended = daemon.ended();
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err())
                    .startsWith("ringtail: a native library cannot be loaded (")
                    .endsWith("RINGTAIL_JAVA_OPTS=-Djava.io.tmpdir=DIR\n")
                    .hasLineCount(1);
            assertThat(names(directory)).isEmpty();
        }
    }

    @Test
    void shouldLeaveNoBufferWhereTheAddressIsTaken() throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("run"));
        try (RingtailHost host = new RingtailHost()) {
            RingtailProcess.Ended ended = RingtailProcess.run(
                    scratch,
                    "daemon",
                    "--dir",
                    directory.toString(),
                    "--http",
                    host.url().substring("http://".length()));
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err().lines().filter(line -> line.startsWith("ringtail: cannot listen on ")))
                    .hasSize(1);
            assertThat(names(directory)).isSubsetOf("lock");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon --dir", "daemon --config", "report"})
    void shouldSayThatTheCharacterSetCannotNameAFile(String command) throws Exception {
        Path name = scratch.resolve("verz\u00f6gert-\u65e5");
        List<String> words = Stream.concat(Stream.of(command.split(" ")), Stream.of(name.toString()))
                .toList();
        try (RingtailProcess process =
                RingtailProcess.startBehind(List.of("env", "LC_ALL=C"), scratch, words.toArray(String[]::new))) {
            RingtailProcess.Ended ended = process.ended();
            assertThat(ended.status()).as(ended.err()).isBetween(1, 2);
            assertThat(ended.err())
                    .startsWith("ringtail: ")
                    .contains("set LC_ALL=C.UTF-8")
                    .doesNotContain("internal error", "Exception")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldNotDisturbAnApplicationWhoseCharacterSetCannotNameTheDirectory() throws Exception {
        try (RingtailProcess application = RingtailProcess.startBehind(
                List.of("env", "LC_ALL=C", "RINGTAIL_DIR=" + scratch.resolve("verz\u00f6gert")),
                scratch,
                List.of(),
                OneEventApplication.class.getName())) {
            RingtailProcess.Ended ended = application.ended();
            assertThat(ended.out()).isEqualTo("written: false\n");
            assertThat(ended.status()).isZero();
            assertThat(ended.err())
                    .contains("is not a valid path", "LC_ALL=C.UTF-8")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldEndOnceAskedThoughItsOwnWayThereIsBlocked() throws Exception {
        try (RingtailProcess deaf = RingtailProcess.startMain(scratch, List.of(), "io.ringtail.cli.DeafCommand")) {
            assertThat(deaf.out().readLine()).isEqualTo("ready");
            deaf.signal("TERM");
            assertThat(deaf.status()).isEqualTo(1);
            assertThat(deaf.err()).startsWith("ringtail: it was asked to end").hasLineCount(1);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static void assertEndsWhenAsked(RingtailProcess daemon) throws Exception {
        daemon.terminate();
        assertThat(daemon.status()).isZero();
    }

    /** A command in its own mount namespace. */
    private RingtailProcess inNamespace(String mounts, List<String> jvmOptions, String... command) throws Exception {
        assumeTrue(new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0, "mounts of its own can be made");
        return RingtailProcess.startBehind(
                List.of("unshare", "-m", "sh", "-c", mounts + " && exec \"$@\"", "sh"),
                scratch,
                jvmOptions,
                RingtailProcess.MAIN,
                command);
    }
}
