package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is asked by SIGHUP to read its settings again, and the check of these settings. */
@Timeout(240)
final class ReloadSignalTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldReadItsSettingsAgainAndServeOn() throws Exception {
        Path run = Files.createDirectory(scratch.resolve("run"));
        Path config = scratch.resolve("ringtail.properties");
        Files.writeString(config, "dir=" + run + "\nbuffer-size=1m\n");
        try (RingtailProcess daemon = RingtailProcess.start(scratch, "daemon", "--config", config.toString())) {
            assertThat(daemon.out().readLine()).as(daemon.err()).startsWith("ringtail: serving ");
            Files.writeString(config, "dir=" + run + "\nbuffer-size=2m\nlog-level=info\n");
            daemon.signal("HUP");
            until(daemon, "SIGHUP: reloaded the settings: log-level=info\n");
            assertThat(daemon.err())
                    .contains("buffer-size stays '1m': '2m' needs ringtail resize, or a new buffer: stop");
            RingtailProcess.Ended level = RingtailProcess.run(scratch, "log-level", "--dir", run.toString());
            assertThat(level.out()).as(level.err()).isEqualTo("info\n");

            Files.writeString(config, "dir=" + run + "\nmode=sideways\nspeed=9\n");
            daemon.signal("HUP");
            until(daemon, "SIGHUP: reloaded nothing, since the settings are faulty\n");
            assertThat(daemon.err()).contains(config + ", line 2: mode cannot be 'sideways'");
            daemon.terminate();
            assertThat(daemon.status()).isZero();
        }
    }

    @Test
    void shouldSayThatItReloadsNothingWhereTheSignalIsIgnored() throws Exception {
        Path run = Files.createDirectory(scratch.resolve("run"));
        List<String> ignoring = List.of("env", "--ignore-signal=HUP");
        try (RingtailProcess daemon = RingtailProcess.startBehind(
                ignoring, scratch, "daemon", "--dir", run.toString(), "--buffer-size", "1m")) {
            assertThat(daemon.out().readLine()).as(daemon.err()).startsWith("ringtail: serving ");
            daemon.signal("HUP");
            assertThat(daemon.err()).contains("SIGHUP is ignored").contains("changed settings need a restart");
            daemon.terminate();
            assertThat(daemon.status()).isZero();
        }
    }

    @Test
    void shouldCheckSettingsWithoutServing() throws Exception {
        Path config = Files.writeString(scratch.resolve("faulty"), "dir=/none\nmode=sideways\nspeed=9\n");
        RingtailProcess.Ended faulty =
                RingtailProcess.run(scratch, "daemon", "--check-config", "--config", config.toString());
        assertThat(faulty.status()).isEqualTo(2);
        assertThat(faulty.err())
                .hasLineCount(2)
                .contains("ringtail: " + config + ", line 2: mode cannot be 'sideways': give overwrite")
                .contains("ringtail: " + config + ", line 3: unknown setting 'speed', set to '9': the settings are ");
        RingtailProcess.Ended fine = RingtailProcess.run(scratch, "daemon", "--check-config", "--dir", "/none");
        assertThat(fine.status()).as(fine.err()).isZero();
        assertThat(fine.out()).isEqualTo("ringtail: the settings are fine, for a daemon in /none\n");
        assertThat(fine.err()).isEmpty();
    }

    private static void until(RingtailProcess daemon, String line) throws Exception {
        Eventually.until(line, () -> daemon.err().contains(line));
    }
}
