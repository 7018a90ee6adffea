package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringtail.daemon.log.LogLevel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of settings, their precedence, and what is said of faulty ones. */
final class DaemonSettingsTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldTakeTheCommandLineBeforeTheEnvironmentBeforeTheFile() throws Exception {
        DaemonSettings settings = new DaemonSettings()
                .load(file("dir=/file", "peer-share=1", "user-share=1", "process-share=1"))
                .setAll(Map.of(
                        "RINGTAIL_DIR", "/environment",
                        "RINGTAIL_DAEMON_PEER_SHARE", "2",
                        "RINGTAIL_DAEMON_USER_SHARE", "2",
                        "RINGTAIL_DAEMON_PROCESS_SHARE", "",
                        "RINGTAIL_DAEMON_PORT", "tcp://10.0.0.1:9464"))
                .setOption(Setting.PEER_SHARE, "3");
        DaemonSettings.Values values = settings.conclude();
        assertThat(values.directory()).hasToString("/environment");
        assertThat(values.limits().sharePercent()).isEqualTo(3);
        assertThat(values.userShare()).isEqualTo(2);
        assertThat(values.processShare()).isEqualTo(1);
    }

    @Test
    void shouldReportEveryErrorWithItsFileLineKeyAndValue() throws Exception {
        Path file = file(
                "# a comment that ends in a backslash \\",
                "buffer-size=3m",
                "",
                "mode = sideways",
                "speed=9",
                "http=\\",
                "    127.0.0.1:99999",
                "mode=discard");
        DaemonSettings settings = new DaemonSettings()
                .load(file)
                .setAll(Map.of("RINGTAIL_DAEMON_USER_SHARE", "101"))
                .setOption(Setting.LOG_LEVEL, "loud");
        assertThat(problems(settings))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith(file + ", line 2: buffer-size cannot be '3m': with "),
                        line -> assertThat(line).startsWith(file + ", line 4: mode cannot be 'sideways': give overw"),
                        line -> assertThat(line)
                                .startsWith(file + ", line 5: unknown setting 'speed', set to '9': the"),
                        line -> assertThat(line).startsWith(file + ", line 6: http cannot be '127.0.0.1:99999': give "),
                        line -> assertThat(line).startsWith(file + ", line 8: mode is set to 'discard', but line 4 "),
                        line -> assertThat(line)
                                .isEqualTo("RINGTAIL_DAEMON_USER_SHARE: user-share cannot be '101': give a percentage"
                                        + " from 1 to 100"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "--log-level cannot be 'loud': give off, error, warn, info, debug or trace"));
    }

    @Test
    void shouldReportEverySettingThatIsFaultyBesideAnother() {
        for (Setting setting : Setting.values()) {
            if (setting != Setting.DIR && rejects(setting, "?\0")) {
                DaemonSettings two =
                        new DaemonSettings().set(Setting.DIR, "a\0b").set(setting, "?\0");
                assertThat(problems(two))
                        .as(setting.key())
                        .anyMatch(line -> line.startsWith("dir "))
                        .anyMatch(line -> line.startsWith(setting.key()));
            }
        }
    }

    private static boolean rejects(Setting setting, String text) {
        try {
            new DaemonSettings().set(setting, text).conclude();
            return false;
        } catch (SettingsException e) {
            return true;
        }
    }

    @Test
    void shouldReportAProblemOnceThatSeveralChecksMeet() {
        DaemonSettings settings =
                new DaemonSettings().set(Setting.AGENT, "127.0.0.1:0").set(Setting.ANONYMOUS_ROLES, "all");
        assertThat(problems(settings)).hasSize(1);
    }

    @Test
    void shouldSayWhereAnEscapeIsWrong() {
        SettingsException problem = catchThrowableOfType(
                SettingsException.class, () -> new DaemonSettings().load(file("dir=/run", "snapshot-dir=\\u00zz")));
        assertThat(problem).hasMessageContaining(", line 2: ");
    }

    @Test
    void shouldSayWhyTheFileCannotBeRead() throws Exception {
        Path file = Files.write(scratch.resolve("binary"), new byte[] {(byte) 0xff});
        assertThat(catchThrowableOfType(SettingsException.class, () -> new DaemonSettings().load(file)))
                .hasMessageContaining(file + " (it is not UTF-8 text): give --config a file of NAME=VALUE lines");
        // As root, every file can be read.
        assertThat(SettingsFile.unreadable(file, new AccessDeniedException(file.toString())))
                .contains(file + " (permission denied): let the daemon's user read it");
    }

    @Test
    void shouldTakeTheFileOfThePackage() throws Exception {
        DaemonSettings.Values values = new DaemonSettings()
                .load(Path.of("../systemd/ringtail.properties"))
                .conclude();
        assertThat(values.directory()).hasToString("/run/ringtail");
        assertThat(values.logLevel()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void shouldListEachSettingInTheFileOfThePackageWithItsDefault() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("../systemd/ringtail.properties"));
        for (Setting setting : Setting.values()) {
            if (setting != Setting.SYSFS) {
                assertThat(lines).as(setting.key()).anyMatch(line -> line.matches("#?" + setting.key() + "=.*"));
            }
        }
    }

    private static List<String> problems(DaemonSettings settings) {
        return catchThrowableOfType(SettingsException.class, settings::conclude).lines();
    }

    private Path file(String... lines) throws Exception {
        return Files.write(scratch.resolve("ringtail.properties"), List.of(lines));
    }
}
