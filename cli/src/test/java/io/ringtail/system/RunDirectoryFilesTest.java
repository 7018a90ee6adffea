package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions on a run directory and its files, and what the daemon and its clients do not trust. */
@Tag("once")
@Order(1)
@Timeout(120)
@Tag("extensive")
final class RunDirectoryFilesTest {
    private static final int STRANGER = 65534;

    @TempDir
    private Path scratch;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(scratch.resolve("run"));
        setMode(directory, "rwxr-x---");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "027", "077"})
    void shouldGiveItsFilesTheModesTheyNeedWhateverTheUmask(String umask) throws Exception {
        try (RingtailProcess daemon = behind("umask " + umask)) {
            assertServes(daemon);
            assertThat(WarmCommands.run("snapshot", "--dir", directory.toString())
                            .status())
                    .isZero();
            assertThat(modes())
                    .containsExactlyInAnyOrder(
                            "address rw-r--r--",
                            "buffer rw-rw----",
                            "control.sock rw-rw----",
                            "lock rw-------",
                            "stream.sock rw-rw----",
                            "snapshots rwxr-x---");
            try (Stream<Path> files = Files.list(directory.resolve("snapshots"))) {
                assertThat(files)
                        .singleElement()
                        .satisfies(file -> assertThat(mode(file)).isEqualTo("rw-r-----"));
            }
        }
    }

    @Test
    void shouldLetAMemberOfTheGroupWriteEventsAndNothingElse() throws Exception {
        try (RingtailProcess daemon = behind("umask 000")) {
            assertServes(daemon);
            assertThat(asMember("test -w buffer && test -w control.sock && test -w stream.sock && test -r address"))
                    .isZero();
            for (String denied : List.of(
                    "cat lock",
                    "echo > lock",
                    "echo http=127.0.0.1:1 > address",
                    "mv address x",
                    "rm -f control.sock",
                    "rm -f stream.sock",
                    "touch new",
                    "mv lock x")) {
                assertThat(asMember(denied)).as(denied).isNotZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxr-x-wx"})
    void shouldRefuseADirectoryThatIsOpenToAll(String mode) throws Exception {
        setMode(directory, mode);
        assertRefused("is world-writable: create a directory in it");
    }

    @Test
    void shouldTakeTheGroupsPermissionToReplaceFilesAway() throws Exception {
        setMode(directory, "rwxrwxr-x");
        try (RingtailProcess daemon = behind("umask 002")) {
            assertServes(daemon);
            assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        }
    }

    @Test
    void shouldRefuseADirectoryOfSomebodyElse() throws Exception {
        chown(directory);
        assertRefused("belongs to user " + STRANGER);
    }

    @ParameterizedTest
    @CsvSource({
        "lock,link",
        "lock,pipe",
        "lock,directory",
        "buffer,link",
        "buffer,pipe",
        "buffer,directory",
        "lock,stranger",
        "buffer,stranger"
    })
    void shouldNeitherFollowNorWaitForWhatIsNoFileOfItsOwn(String name, String kind) throws Exception {
        put(directory.resolve(name), kind);
        assertRefused(
                name + " is " + (kind.equals("stranger") ? "another user's" : "not a regular file") + ": remove it");
        assertThat(scratch.resolve("victim")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "buffer"})
    void shouldRefuseAFileThatHasOtherNames(String name) throws Exception {
        Path victim = Files.writeString(scratch.resolve("victim"), "precious");
        setMode(victim, "rw-r--r--");
        Files.createLink(directory.resolve(name), victim);
        assertRefused(name + " is a hard link to a file with 1 other names, which would change, too: remove it");
        assertThat(mode(victim)).isEqualTo("rw-r--r--");
        assertThat(victim).hasContent("precious");
    }

    @ParameterizedTest
    @CsvSource({
        "address,directory",
        "address,full",
        "address.new,directory",
        "address.new,full",
        "control.sock,directory",
        "control.sock,full",
        "stream.sock,directory",
        "stream.sock,full",
    })
    void shouldRefuseADirectoryInTheWayAndLeaveItAsItIs(String name, String kind) throws Exception {
        put(directory.resolve(name), kind);
        assertRefused(name + " is a directory, but the daemon needs that name for a file: move it away");
        assertThat(directory.toFile().list()).containsExactly(name);
        assertThat(directory.resolve(name)).isDirectory();
        assertThat(directory.resolve(name).toFile().list()).hasSize(kind.equals("full") ? 1 : 0);
    }

    @Test
    void shouldRemoveOnlyFilesOfItsOwn() throws Exception {
        try (RingtailProcess daemon = behind("umask 022")) {
            assertServes(daemon);
            Path other = Files.writeString(scratch.resolve("address"), "somebody else's");
            Files.move(other, directory.resolve("address"), StandardCopyOption.ATOMIC_MOVE);
            Files.delete(directory.resolve("control.sock"));
            put(directory.resolve("control.sock"), "full");
            Eventually.until(
                    "it cannot make its socket",
                    () -> daemon.err().contains("control.sock was removed and cannot be recreated"));
            daemon.terminate();
            assertThat(daemon.ended().status()).isZero();
            assertThat(directory.toFile().list())
                    .containsExactlyInAnyOrder("address", "buffer", "control.sock", "lock");
            assertThat(directory.resolve("control.sock").toFile().list()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "address.new,link",
        "address.new,pipe",
        "address,link",
        "address,pipe",
        "control.sock,link",
        "control.sock,pipe",
        "new.d,link",
        "new.d,pipe",
        "stream.sock,link",
        "stream.sock,pipe",
        "new.s,link",
        "new.s,pipe"
    })
    void shouldReplaceWhatIsInTheWayOfAFileThatItMakes(String name, String kind) throws Exception {
        put(directory.resolve(name), kind);
        try (RingtailProcess daemon = behind("umask 022")) {
            assertServes(daemon);
            assertThat(modes()).hasSize(5);
            assertThat(scratch.resolve("victim")).doesNotExist();
            assertThat(WarmCommands.run("stat", "--dir", directory.toString()).status())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "pipe"})
    void shouldNotPutSnapshotsWhereALinkLeads(String kind) throws Exception {
        Path elsewhere = Files.createDirectory(scratch.resolve("victim"));
        put(directory.resolve("snapshots"), kind);
        try (RingtailProcess daemon = behind("umask 022")) {
            assertServes(daemon);
            RingtailProcess.Ended ended = WarmCommands.run("snapshot", "--dir", directory.toString());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains("it is not a directory").hasLineCount(1);
            assertThat(elsewhere).isEmptyDirectory();
        }
    }

    @Test
    void shouldNotWaitForSettingsThatAreAPipe() throws Exception {
        Path config = scratch.resolve("config");
        put(config, "pipe");
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, "daemon", "--config", config.toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("is not a regular file").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stranger", "link", "pipe", "open"})
    void shouldNotTrustAnAddressThatSomebodyElseMayHaveWritten(String kind) throws Exception {
        Path address = directory.resolve("address");
        put(address, kind);
        assertDistrusted();
        Files.delete(address);
        Files.writeString(address, "http=127.0.0.1:1\n");
        setMode(address, "rw-r--r--");
        setMode(directory, "rwxrwxr-x");
        assertDistrusted();
    }

    private void assertDistrusted() throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run("stat", "--dir", directory.toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("address cannot be trusted").hasLineCount(1);
    }

    /** Starts a daemon on that directory from a shell that runs something first. */
    private RingtailProcess behind(String before) throws IOException {
        return RingtailProcess.startBehind(
                List.of("sh", "-c", before + "; exec \"$@\"", "sh"), scratch, "daemon", "--dir", directory.toString());
    }

    private static void assertServes(RingtailProcess daemon) throws Exception {
        assertThat(daemon.out().readLine()).as(daemon.err()).startsWith("ringtail: serving ");
    }

    private void assertRefused(String line) throws Exception {
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, "daemon", "--dir", directory.toString());
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).startsWith("ringtail: ").contains(line).hasLineCount(1);
    }

    private void put(Path path, String kind) throws Exception {
        switch (kind) {
            case "link" -> Files.createSymbolicLink(path, scratch.resolve("victim"));
            case "pipe" ->
                assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                        .isZero();
            case "directory" -> Files.createDirectory(path);
            case "full" -> Files.createFile(Files.createDirectory(path).resolve("theirs"));
            case "open" -> setMode(Files.writeString(path, "http=127.0.0.1:1\n"), "rw-rw-r--");
            default -> chown(Files.writeString(path, "http=127.0.0.1:1\n"));
        }
    }

    private static void chown(Path path) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "files can be given away");
        Files.setAttribute(path, "unix:uid", STRANGER);
    }

    /** Runs a line of shell in the directory as another user of its group, and returns the exit status. */
    private int asMember(String line) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "another user can be taken on");
        setMode(scratch, "rwxr-x--x");
        Integer group = (Integer) Files.getAttribute(directory, "unix:gid");
        return new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + STRANGER,
                        "--regid=" + group,
                        "--clear-groups",
                        "--bounding-set=-all",
                        "--inh-caps=-all",
                        "sh",
                        "-c",
                        line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("member.out").toFile())
                .start()
                .waitFor();
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private List<String> modes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.toList();
            StringBuilder text = new StringBuilder();
            for (Path file : found) {
                text.append(file.getFileName()).append(' ').append(mode(file)).append('\n');
            }
            return text.toString().lines().toList();
        }
    }
}
