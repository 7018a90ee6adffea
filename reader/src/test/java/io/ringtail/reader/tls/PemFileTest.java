package io.ringtail.reader.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a real openssl has made. */
final class PemFileTest {
    private static final String EC = "ec -pkeyopt ec_paramgen_curve:P-256";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {EC, "rsa:2048"})
    void shouldReadACertificateAndItsKey(String kind) throws Exception {
        Path key = make("server", kind);
        List<X509Certificate> certificates = PemFile.certificates(file("server.pem"));
        assertThat(certificates).hasSize(1);
        assertThat(certificates.get(0).getSubjectX500Principal().getName()).isEqualTo("CN=server");
        assertThat(PemFile.privateKey(key, certificates.get(0)).getFormat()).isEqualTo("PKCS#8");
    }

    @Test
    void shouldReadAllCertificatesInTheirOrderAndIgnoreTheTextBetween() throws Exception {
        make("one", EC);
        make("two", EC);
        Path both = file("both.pem");
        Files.writeString(
                both,
                "my chain\n" + Files.readString(file("one.pem")) + "and then\n" + Files.readString(file("two.pem")));
        assertThat(PemFile.certificates(both))
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=one", "CN=two");
    }

    @Test
    void shouldNameTheCommandThatConvertsAnotherForm() throws Exception {
        Path key = make("server", EC);
        X509Certificate certificate = PemFile.certificates(file("server.pem")).get(0);
        sh("openssl ec -in server.key -out sec1.key");
        sh("openssl pkcs8 -topk8 -in server.key -out encrypted.key -passout pass:secret");
        sh("openssl genrsa -traditional -out pkcs1.key 2048");
        for (String form : List.of("sec1", "encrypted", "pkcs1")) {
            Path other = file(form + ".key");
            assertThatThrownBy(() -> PemFile.privateKey(other, certificate))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt -in " + other + " -out FILE");
        }
        sh("openssl pkcs8 -topk8 -nocrypt -in sec1.key -out converted.key");
        assertThat(PemFile.privateKey(file("converted.key"), certificate))
                .isEqualTo(PemFile.privateKey(key, certificate));
    }

    @Test
    void shouldRefuseTheKeyOfAnotherCertificate() throws Exception {
        make("server", EC);
        Path rsa = make("rsa", "rsa:2048");
        Path other = make("other", EC);
        X509Certificate certificate = PemFile.certificates(file("server.pem")).get(0);
        assertThatThrownBy(() -> PemFile.privateKey(other, certificate))
                .hasMessage(
                        other + " is not the key of its certificate (CN=server): give the key that it was made for");
        assertThatThrownBy(() -> PemFile.privateKey(rsa, certificate))
                .hasMessageStartingWith(rsa + " has no EC key, as its certificate requires (");
    }

    @Test
    void shouldRefuseAnAlgorithmThatTlsDoesNotHave() throws Exception {
        Path key = make("server", "ed25519");
        X509Certificate certificate = PemFile.certificates(file("server.pem")).get(0);
        assertThatThrownBy(() -> PemFile.privateKey(key, certificate))
                .hasMessageContaining("which the JDK's TLS does not support: use an EC or RSA key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void shouldRefuseAKeyThatOthersMayAccess(String permissions) throws Exception {
        Path key = make("server", EC);
        X509Certificate certificate = PemFile.certificates(file("server.pem")).get(0);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> PemFile.privateKey(key, certificate))
                .hasMessage(key + " is a secret, but not its owner's alone (" + permissions + "): chmod 600 " + key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"
            })
    void shouldRefuseWhatIsNoCertificate(String text) throws Exception {
        Path file = Files.writeString(file("bad.pem"), text);
        assertThatThrownBy(() -> PemFile.certificates(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " has ");
    }

    @Test
    void shouldReadNoMoreThanACertificatesFileHas() throws Exception {
        Path large = Files.write(file("large.pem"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> PemFile.certificates(large)).hasMessageContaining("more than 1048576 bytes");
        assertThatThrownBy(() -> PemFile.certificates(Path.of("/dev/zero"))).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> PemFile.certificates(file("none.pem"))).isInstanceOf(NoSuchFileException.class);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private Path make(String name, String kind) throws Exception {
        sh("openssl req -x509 -newkey " + kind + " -nodes -days 30 -subj /CN=" + name + " -keyout " + name
                + ".key -out " + name + ".pem");
        return file(name + ".key");
    }

    private void sh(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "umask 077; " + command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
