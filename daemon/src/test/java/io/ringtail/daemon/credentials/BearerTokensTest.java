package io.ringtail.daemon.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.access.InvalidCredentialsException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokensTest {
    private static final String FROM = "192.0.2.1";

    private final String token = NewToken.random();
    private final String other = NewToken.random();

    @TempDir
    private Path directory;

    @Test
    void shouldMakeTokensThatDifferAndDoNotStandInTheirLines() {
        assertThat(token).matches("ringtail_[A-Za-z0-9_-]{43}").isNotEqualTo(other);
        assertThat(line("ops", token))
                .matches("ops read,control sha256:[0-9a-f]{64}")
                .doesNotContain(token);
    }

    @Test
    void shouldRecogniseTheHolderOfEachLine() throws Exception {
        BearerTokens tokens = tokens("# ours\n\n  " + line("ops", token) + "\r\n" + line("ci", other));
        Principal ops = tokens.identify("Bearer " + token, null, FROM);
        assertThat(ops).isEqualTo(Principal.of("token ops", FROM, Set.of(Role.READ, Role.CONTROL)));
        assertThat(tokens.identify("bEARER  " + other + " ", null, FROM))
                .extracting(Principal::name)
                .isEqualTo("token ci");
    }

    @Test
    void shouldLeaveOtherCredentialsToOthers() throws Exception {
        BearerTokens tokens = tokens(line("ops", token));
        assertThat(tokens.identify(null, null, FROM)).isNull();
        assertThat(tokens.identify("Basic " + token, null, FROM)).isNull();
        assertThat(tokens.challenge()).isEqualTo("Bearer realm=\"ringtail\"");
    }

    @Test
    void shouldRefuseWrongTokensWithoutRepeatingThem() throws Exception {
        BearerTokens tokens = tokens(line("ops", token));
        String hash = line("ops", token).replaceAll(".*:", "");
        for (String wrong : new String[] {"", "x", other, token + "x", token.substring(1), hash, "sha256:" + hash}) {
            assertThatThrownBy(() -> tokens.identify("Bearer " + wrong, null, FROM))
                    .isInstanceOf(InvalidCredentialsException.class)
                    .hasMessage("the token is not valid: ask the daemon's operator for one (ringtail token new)");
        }
    }

    @Test
    void shouldFollowTheFileAndKeepItsTokensWhenTheNewOnesAreUnusable() throws Exception {
        BearerTokens tokens = tokens(line("ops", token));
        assertThat(tokens.file().refresh()).isFalse();

        write(line("ci", other));
        assertThat(tokens.file().refresh()).isTrue();
        assertThat(tokens.identify("Bearer " + other, null, FROM)).isNotNull();
        assertThatThrownBy(() -> tokens.identify("Bearer " + token, null, FROM))
                .isInstanceOf(InvalidCredentialsException.class);

        Path file = write("ci read " + other);
        assertThat(tokens.file().refresh()).isFalse();
        assertThat(tokens.file().problem())
                .startsWith(file + ", line 1: give NAME")
                .doesNotContain(other);
        assertThat(tokens.identify("Bearer " + other, null, FROM)).isNotNull();
        assertThat(tokens.file().refresh()).isFalse();

        Files.delete(file);
        assertThat(tokens.file().refresh()).isFalse();
        assertThat(tokens.file().problem()).isEqualTo(file + " does not exist: check the path");

        write("");
        assertThat(tokens.file().refresh()).isTrue();
        assertThat(tokens.file().problem()).isEmpty();
        assertThatThrownBy(() -> tokens.identify("Bearer " + other, null, FROM))
                .isInstanceOf(InvalidCredentialsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ops",
                "ops read",
                "ops read sha256:12",
                "ops write sha256:0123456789012345678901234567890123456789012345678901234567890123",
                "o/s read sha256:0123456789012345678901234567890123456789012345678901234567890123",
                "ops read, control sha256:0123456789012345678901234567890123456789012345678901234567890123"
            })
    void shouldNameTheLineThatIsWrong(String wrong) {
        assertThatThrownBy(() -> tokens(line("ops", token) + "\n" + wrong))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(directory.resolve("tokens") + ", line 2: ");
    }

    @Test
    void shouldRefuseAFileThatOthersMayRead() throws Exception {
        Path file = write(line("ops", token));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> BearerTokens.open(file)).hasMessageEndingWith("chmod 600 " + file);
    }

    @Test
    void shouldFollowAFileThatIsOnlyMadeUsable() throws Exception {
        BearerTokens tokens = tokens(line("ops", token));
        Path file = write(line("ci", other));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(tokens.file().refresh()).isFalse();
        assertThat(tokens.file().problem()).endsWith("chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(tokens.file().refresh()).isTrue();
        assertThat(tokens.file().problem()).isEmpty();
        assertThat(tokens.identify("Bearer " + other, null, FROM)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer ", "Bearer\tx"})
    void shouldNotTakeAnEmptyOrOddlySeparatedTokenForNone(String authorization) throws Exception {
        BearerTokens tokens = tokens(line("ops", token));
        assertThatThrownBy(() -> tokens.identify(authorization, null, FROM))
                .isInstanceOf(InvalidCredentialsException.class);
        assertThat(tokens.identify("Bearer\t" + token, null, FROM)).isNotNull();
        assertThat(tokens.identify("Bearers " + token, null, FROM)).isNull();
    }

    private static String line(String name, String token) {
        return TokenGrant.of(name, Set.of(Role.READ, Role.CONTROL), token).line();
    }

    private BearerTokens tokens(String text) throws IOException {
        return BearerTokens.open(write(text));
    }

    /** Replaces the file by another one, as editors do. */
    private Path write(String text) throws IOException {
        Path file = directory.resolve("tokens");
        Path unfinished = Files.createTempFile(directory, "new", null);
        Files.writeString(unfinished, text);
        return Files.move(unfinished, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
