package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose jar has netty-tcnative beside it, as {@code docs/security.md} says: it serves TLS by OpenSSL. */
@Timeout(180)
@Tag("extensive")
@Tag("once")
final class OpenSslTest {
    private static final Path BUILT = Path.of("target").toAbsolutePath();
    private static final String NATIVE = "netty-tcnative-boringssl-static";
    /** Starts a JVM with another jar: the first argument. */
    private static final String OTHER_JAR = "jar=$1; shift; exec \"${@/%*\\/ringtail.jar/$jar}\"";
    /** The archive of classes is that of the jar without netty-tcnative; its options are left out where this is given. */
    private static final List<String> WITHOUT_ARCHIVE = List.of("-DwithoutArchive");

    private static final String REQUEST = "GET /stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 ";

    @TempDir
    private Path directory;

    private PrivateAuthority authority;
    private Path roles;

    @BeforeEach
    void makeFiles() throws Exception {
        authority = PrivateAuthority.make(directory);
        roles = Files.writeString(directory.resolve("roles"), "CN=collector read\n");
    }

    @Test
    void shouldServeAsWithTheTlsOfTheJdk() throws Exception {
        try (RingtailHost host = new RingtailHost(
                WITHOUT_ARCHIVE,
                "--tls-cert",
                authority.file("server.pem"),
                "--tls-key",
                authority.file("server.key"),
                "--tls-client-ca",
                authority.file("ca.pem"),
                "--client-roles",
                roles.toString(),
                "--anonymous-roles",
                "none")) {
            assertThat(collector(host)).contains(OK, "\"provider\":\"jdk\"");
            host.stop();
            host.restartBehind(List.of("bash", "-c", OTHER_JAR, "bash", jarWithOpenSsl()));
            assertThat(collector(host, "-sess_out", ticket())).contains(OK, "\"provider\":\"openssl\"", "TLSv1.3");
            assertThat(connect(host, "-tls1_2")).contains("alert protocol version");
            assertThat(connect(host)).contains("HTTP/1.1 401 ");

            PrivateAuthority other = PrivateAuthority.make(Files.createDirectory(directory.resolve("other")));
            assertThat(connect(host, "-cert", other.file("collector.pem"), "-key", other.file("collector.key")))
                    .contains("alert")
                    .doesNotContain("HTTP/1.1");
            assertThat(host.run(
                            "stat",
                            "--json",
                            "--url",
                            host.url(),
                            "--ca",
                            authority.file("ca.pem"),
                            "--cert",
                            authority.file("collector.pem"),
                            "--key",
                            authority.file("collector.key")))
                    .contains("\"provider\":\"openssl\"");

            String before = serial(host);
            authority.issue("server", "serverAuth", "DNS:localhost,IP:127.0.0.1", 2);
            Eventually.until("the new certificate is used", () -> !serial(host).equals(before));
            Files.writeString(roles, "CN=other read\n");
            Eventually.until("the role is gone", () -> collector(host).contains("HTTP/1.1 403 "));
            assertThat(connect(host, "-sess_in", ticket())).doesNotContain(OK);
        }
    }

    /** Returns a copy of the jar, with netty-tcnative for this machine beside it. */
    private String jarWithOpenSsl() throws IOException {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        Path beside = Files.createDirectory(directory.resolve("lib"));
        Files.copy(
                BUILT.resolve("openssl").resolve(NATIVE + "-linux-" + architecture + ".jar"),
                beside.resolve(NATIVE + ".jar"));
        Files.copy(BUILT.resolve("openssl/netty-tcnative-classes.jar"), beside.resolve("netty-tcnative-classes.jar"));
        return Files.copy(BUILT.resolve("ringtail.jar"), beside.resolve("ringtail.jar"))
                .toString();
    }

    private String ticket() {
        return directory.resolve("ticket").toString();
    }

    private String collector(RingtailHost host, String... options) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("-cert", authority.file("collector.pem"), "-key", authority.file("collector.key")));
        all.addAll(List.of(options));
        return connect(host, all.toArray(new String[0]));
    }

    /** Returns what openssl says of a connection, and the daemon's answer. */
    private String connect(RingtailHost host, String... options) throws Exception {
        String address = host.url().substring("https://".length());
        List<String> line = new ArrayList<>(List.of("openssl", "s_client", "-connect", address, "-ign_eof"));
        line.addAll(List.of("-CAfile", authority.file("ca.pem")));
        line.addAll(List.of(options));
        return output(line, Files.writeString(directory.resolve("request"), REQUEST));
    }

    /** The number of the certificate that new connections get. */
    private String serial(RingtailHost host) throws Exception {
        Path shown = Files.writeString(directory.resolve("shown"), connect(host, "-showcerts"));
        return output(List.of("openssl", "x509", "-noout", "-serial"), shown);
    }

    private static String output(List<String> line, Path input) throws Exception {
        Process process = new ProcessBuilder(line)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
