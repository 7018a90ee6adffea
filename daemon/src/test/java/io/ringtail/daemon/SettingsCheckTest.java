package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringtail.daemon.life.DaemonEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts in the settings that cannot be resolved, as at boot, before the network is up. */
@Timeout(60)
final class SettingsCheckTest {
    private static final String NOWHERE = "nowhere.invalid:4360";

    @TempDir
    private Path run;

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            names = {"HTTP", "AGENT"})
    void shouldNotCallAHostFaultyAtStartThatMayBeResolvedLater(Setting address) throws Exception {
        DaemonSettings settings = settings().set(address, NOWHERE);
        DaemonSettings.Values values = settings.conclude();
        String line = address.key() + " cannot be " + NOWHERE
                + ": the host cannot be resolved: give an address of this machine";
        assertThatThrownBy(() -> RingtailDaemon.start(values, "test", Map.of(), new DaemonEnd()))
                .isInstanceOf(IOException.class)
                .hasMessage(line);
        assertThat(catchThrowableOfType(SettingsException.class, () -> SettingsCheck.check(settings))
                        .lines())
                .containsExactly(line);
    }

    @Test
    void shouldReportEachHostThatCannotBeResolved() {
        DaemonSettings settings = settings().set(Setting.HTTP, NOWHERE).set(Setting.AGENT, NOWHERE);
        assertThat(catchThrowableOfType(SettingsException.class, () -> SettingsCheck.check(settings))
                        .lines())
                .hasSize(2);
    }

    private DaemonSettings settings() {
        return new DaemonSettings().set(Setting.DIR, run.toString());
    }
}
