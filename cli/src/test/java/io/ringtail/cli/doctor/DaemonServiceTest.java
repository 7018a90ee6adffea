package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for the daemon of a run directory, on machines made of files. */
final class DaemonServiceTest {
    private static final Path SERVED = Path.of("/run/ringtail");

    @TempDir
    private Path root;

    @Test
    void shouldNameTheServiceThatIsInstalledUnderSystemd() throws Exception {
        makeUnit();
        Files.createDirectories(root.resolve("run/systemd/system"));
        DaemonService service = new DaemonService(root, SERVED);
        assertThat(service.start()).startsWith("'systemctl start ringtaild'").contains("journalctl -u ringtaild");
        assertThat(service.log()).isEqualTo("its log ('journalctl -u ringtaild')");
    }

    @Test
    void shouldNameTheCommandForAnotherDirectory() throws Exception {
        makeUnit();
        Files.createDirectories(root.resolve("run/systemd/system"));
        DaemonService service = new DaemonService(root, Path.of("/tmp/rt"));
        assertThat(service.start()).isEqualTo("'ringtail daemon --dir /tmp/rt'");
        assertThat(service.log()).isEqualTo("its log");
    }

    @Test
    void shouldNameTheCommandWithoutSystemdOrTheUnit() throws Exception {
        makeUnit();
        assertThat(new DaemonService(root, SERVED).start()).isEqualTo("'ringtail daemon --dir /run/ringtail'");
        Files.createDirectories(root.resolve("run/systemd/system"));
        Files.delete(root.resolve("usr/lib/systemd/system/ringtaild.service"));
        assertThat(new DaemonService(root, SERVED).start()).isEqualTo("'ringtail daemon --dir /run/ringtail'");
    }

    private void makeUnit() throws Exception {
        Path units = Files.createDirectories(root.resolve("usr/lib/systemd/system"));
        Files.writeString(units.resolve("ringtaild.service"), "");
    }
}
