package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetKeysTest {
    private static final String ONE = "0123456789abcdef".repeat(4);
    private static final String TWO = "fedcba9876543210".repeat(4);
    private static final byte[] VALUE = "kind=snapshot\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private FleetKeys keys(String text) throws IOException {
        Path file = directory.resolve("keys-" + text.hashCode());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return FleetKeys.read(file);
    }

    private static Headers signed(FleetKeys keys, FleetRole role) throws IOException {
        Headers headers = new RecordHeaders();
        keys.sign(role, VALUE, headers);
        return headers;
    }

    @Test
    void shouldSignWithTheFirstKeyOfTheRoleAndKnowIt() throws Exception {
        FleetKeys keys = keys("# fleet\nhosts answer " + ONE + "\n\nops snapshot " + TWO + "\n");
        assertThat(keys.signerOf(VALUE, signed(keys, FleetRole.SNAPSHOT)).name())
                .isEqualTo("ops");
        assertThat(keys.signerOf(VALUE, signed(keys, FleetRole.ANSWER)).name()).isEqualTo("hosts");
    }

    @Test
    void shouldRefuseAnotherValueKeyAndSignature() throws Exception {
        FleetKeys keys = keys("ops snapshot " + ONE + "\n");
        Headers right = signed(keys, FleetRole.SNAPSHOT);
        byte[] changed = VALUE.clone();
        changed[0]++;
        assertThatThrownBy(() -> keys.signerOf(changed, right))
                .isInstanceOf(UnsignedException.class)
                .hasMessage("its signature is not that of the key ops");
        assertThatThrownBy(() -> keys("ops snapshot " + TWO + "\n").signerOf(VALUE, right))
                .isInstanceOf(UnsignedException.class);
        assertThatThrownBy(() -> keys("other snapshot " + ONE + "\n").signerOf(VALUE, right))
                .hasMessageContaining("does not have");
        assertThatThrownBy(() -> keys.signerOf(VALUE, new RecordHeaders())).hasMessage("it has no header key");
        Headers twice = signed(keys, FleetRole.SNAPSHOT).add(FleetKeys.SIGNATURE_HEADER, new byte[32]);
        assertThatThrownBy(() -> keys.signerOf(VALUE, twice)).hasMessage("it has two headers hmac-sha256");
    }

    @Test
    void shouldRefuseAFileThatOthersCanReadOrThatHasNoKey() throws Exception {
        assertThatThrownBy(() -> keys("# none\n")).hasMessageContaining("has no key");
        assertThatThrownBy(() -> keys("ops snapshot abcd\n"))
                .hasMessageContaining("line 1: give NAME ROLE")
                .message()
                .doesNotContain("abcd");
        assertThatThrownBy(() -> keys("ops control " + ONE + "\n"))
                .hasMessageContaining("a role is snapshot or answer");
        assertThatThrownBy(() -> keys("a answer " + ONE + "\na answer " + TWO + "\n"))
                .hasMessageContaining("line 2: another key has the same name");
        assertThatThrownBy(() -> signed(keys("a answer " + ONE + "\n"), FleetRole.SNAPSHOT))
                .hasMessageContaining("has no key with the role snapshot");
        Path open = Files.writeString(directory.resolve("open"), "ops snapshot " + ONE + "\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> FleetKeys.read(open)).hasMessageContaining("chmod 600");
    }
}
