package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.daemon.files.FileEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplacedFileTest {
    private static final int DIRECTORY = 0x4000;
    private static final int REGULAR = 0x8000;

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource({
        "1777, 1, 0, false",
        "1770, 1, 3, false",
        "1777, 2, 0, true",
        "1777, 1, 2, true",
        "0777, 1, 0, true",
    })
    void shouldBeTheUsersOwnWhereADirectoryIsSticky(String mode, int owner, int ofDirectory, boolean replaceable) {
        FileEntry directory = new FileEntry(ofDirectory, DIRECTORY | Integer.parseInt(mode, 8), 2);
        FileEntry file = new FileEntry(owner, REGULAR | 0666, 1);
        assertThat(ReplacedFile.mayReplace(file, directory, 2)).isEqualTo(replaceable);
        assertThat(ReplacedFile.mayReplace(file, directory, 0)).isTrue();
    }

    @Test
    void shouldHaveNoObstacleWhereThereIsNone() throws Exception {
        Path file = Files.writeString(scratch.toRealPath().resolve("file"), "old");
        assertThat(ReplacedFile.obstacle(file)).isNull();
        assertThat(ReplacedFile.obstacle(file.resolveSibling("missing"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc", "/sys", "/dev"})
    void shouldNotBeAMountPoint(Path mounted) throws Exception {
        assumeTrue(Files.isDirectory(mounted), mounted + " exists");
        assertThat(ReplacedFile.obstacle(mounted)).isEqualTo(mounted + " is a mount point, which cannot be replaced");
    }

    @Test
    void shouldBeRefusedAsATargetBeforeWorkBegins() throws Exception {
        Path file = Files.writeString(scratch.resolve("a b\\c"), "old").toRealPath();
        assumeTrue(mount("--bind", file.toString(), file.toString()), "a file can be mounted");
        try {
            assertThatThrownBy(() -> TargetFile.open(file))
                    .isInstanceOf(CommandException.class)
                    .hasMessage(file + " is a mount point, which cannot be replaced: give another -o FILE, or -o - > "
                            + file);
        } finally {
            assertThat(new ProcessBuilder("umount", file.toString()).start().waitFor())
                    .isZero();
        }
    }

    private static boolean mount(String... arguments) throws Exception {
        String[] line = new String[arguments.length + 1];
        line[0] = "mount";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return new ProcessBuilder(line).start().waitFor() == 0;
    }
}
