package io.ringtail.daemon.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateGrantTest {
    @ParameterizedTest
    @CsvSource({
        "CN=collector read,lossless;CN=collector",
        "CN=A. U. Thor \t read,lossless;CN=A. U. Thor",
        "DNS=OPS.Example.com read,lossless;DNS=ops.example.com",
        "URI=spiffe://Example/ci read,lossless;URI=spiffe://Example/ci",
        "* read,lossless;*"
    })
    void shouldReadNamesAndRoles(String first, String rest) {
        String[] parts = (first + "," + rest).split(";", 2);
        assertThat(CertificateGrant.parse(parts[0]))
                .isEqualTo(new CertificateGrant(parts[1], Set.of(Role.READ, Role.LOSSLESS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector read", "CN= read", "CN=collector", "OU=ops read", "CN=collector all", "** read"})
    void shouldRefuseOtherLines(String line) {
        assertThatThrownBy(() -> CertificateGrant.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("give ");
    }

    @Test
    void shouldRefuseAFileThatOthersMayWrite(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("roles"), "* read\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> ClientCertificates.open(file))
                .hasMessage(file + " may be written by others than its owner: chmod go-w " + file);
    }
}
