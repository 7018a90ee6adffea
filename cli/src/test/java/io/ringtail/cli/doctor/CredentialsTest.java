package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CredentialsTest {
    private static final Path PATH = Path.of("/run/ringtail");
    private static final int DIRECTORY = 0x4000;
    private static final int FILE = 0x8000;
    private static final long OVERRIDE = 0x2;
    private static final long SEARCH = 0x4;

    @ParameterizedTest
    @CsvSource({
        // user, group, further group, permissions (octal) of a file of user 10 and group 20, wanted, granted
        "10, 99, 99, 600, 6, true",
        "10, 20, 99, 066, 6, false",
        "10, 20, 99, 060, 2, false",
        "11, 20, 99, 060, 6, true",
        "11, 99, 20, 060, 6, true",
        "11, 99, 20, 606, 6, false",
        "11, 99, 98, 660, 2, false",
        "11, 99, 98, 002, 2, true",
        "11, 99, 98, 002, 6, false",
        "0, 0, 0, 660, 2, false",
        "-2, 99, 98, 660, 2, false"
    })
    void shouldApplyThePermissionsOfExactlyOneClassOfUsers(
            int user, int group, int further, String permissions, int wanted, boolean granted) {
        Credentials credentials = new Credentials(user, group, Set.of(further), 0);
        assertThat(credentials.may(file(FILE | Integer.parseInt(permissions, 8)), wanted))
                .isEqualTo(granted);
    }

    @Test
    void shouldLetCapabilitiesOverridePermissions() {
        Credentials root = new Credentials(0, 0, Set.of(), OVERRIDE);
        Credentials backup = new Credentials(1, 1, Set.of(), SEARCH);
        assertThat(root.may(file(FILE), Credentials.READ | Credentials.WRITE)).isTrue();
        assertThat(root.may(file(DIRECTORY), Credentials.ENTER)).isTrue();
        assertThat(backup.may(file(DIRECTORY), Credentials.ENTER)).isTrue();
        assertThat(backup.may(file(FILE), Credentials.READ)).isTrue();
        assertThat(backup.may(file(FILE), Credentials.READ | Credentials.WRITE)).isFalse();
        assertThat(root.withoutCapabilities().may(file(FILE), Credentials.READ)).isFalse();
    }

    @Test
    void shouldAdviseTheGroupWhereItSufficesAndChmodElsewhere() {
        Credentials stranger = new Credentials(11, 99, Set.of(), 0);
        assertThat(stranger.remedy(file(DIRECTORY | 0750), Credentials.ENTER))
                .isEqualTo("run it as a member of group tracing (usermod -aG tracing USER, and start it again)");
        assertThat(stranger.remedy(file(DIRECTORY | 0700), Credentials.ENTER)).isEqualTo("chmod o+x /run/ringtail");
        assertThat(new Credentials(11, 20, Set.of(), 0).remedy(file(FILE | 0600), Credentials.WRITE))
                .isEqualTo("chmod g+w /run/ringtail");
        assertThat(new Credentials(10, 20, Set.of(), 0).remedy(file(FILE | 0060), Credentials.READ | Credentials.WRITE))
                .isEqualTo("chmod u+rw /run/ringtail");
    }

    @Test
    void shouldPrintPermissionsAsLsDoes() {
        assertThat(file(DIRECTORY | 0751).permissions()).isEqualTo("rwxr-x--x, owner daemon, group tracing");
        assertThat(file(FILE | 0642).permissions()).isEqualTo("rw-r---w-, owner daemon, group tracing");
    }

    private static FileFacts file(int mode) {
        return new FileFacts(PATH, 10, 20, mode, 1, "daemon", "tracing");
    }
}
