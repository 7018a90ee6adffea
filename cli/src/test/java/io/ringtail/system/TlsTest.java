package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that speaks TLS, with openssl, curl and Ringtail's own commands as its clients. */
@Order(1)
@Timeout(180)
final class TlsTest {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rw-------");
    private static final String NAMES = "DNS:localhost,IP:127.0.0.1";

    /** The files of the daemon that tests share, which each test gets a copy of. */
    @TempDir
    private static Path made;

    private static RingtailHost shared;

    @TempDir
    private Path scratch;

    private PrivateAuthority authority;
    private String tokens;

    @BeforeAll
    static void makeFiles() throws Exception {
        PrivateAuthority.make(made);
        token(made, "reader", "read,lossless");
        token(made, "ops", "read,control");
        Files.writeString(made.resolve("roles"), "CN=collector read\n");
        shared = host(made);
    }

    @AfterAll
    static void end() throws IOException {
        shared.close();
    }

    @BeforeEach
    void copyFiles() throws IOException {
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, scratch.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        authority = PrivateAuthority.copiedTo(scratch);
        tokens = file("tokens");
    }

    @Test
    void shouldSpeakTls13OnlyWithOpenssl() throws Exception {
        String address = "127.0.0.1:" + port(shared);
        Ran accepted = openssl(address, "", "-tls1_3", "-verify_return_error", "-verify_ip", "127.0.0.1", "-brief");
        assertThat(accepted.output()).contains("Protocol version: TLSv1.3", "Verification: OK");
        assertThat(accepted.status()).isZero();
        Ran old = openssl(address, "", "-tls1_2", "-brief");
        assertThat(old.output()).contains("alert protocol version");
        assertThat(old.status()).isNotZero();
    }

    @Test
    void shouldGiveClientCertificatesTheirRoles() throws Exception {
        authority.issue("visitor", "clientAuth", "DNS:visitor", 1);
        PrivateAuthority other = PrivateAuthority.make(Files.createDirectory(scratch.resolve("other")));
        String address = "127.0.0.1:" + port(shared);
        String stats = "GET /stats HTTP/1.0\r\n\r\n";
        assertThat(openssl(address, stats, certificate(authority, "collector")).output())
                .contains("HTTP/1.1 200 OK")
                .contains("\"subject\":\"CN=server\"");
        assertThat(openssl(address, "POST /snapshot HTTP/1.0\r\n\r\n", certificate(authority, "collector"))
                        .output())
                .contains("HTTP/1.1 403 ")
                .contains("certificate CN=collector");
        assertThat(openssl(address, stats, certificate(authority, "visitor")).output())
                .contains("HTTP/1.1 403 ")
                .contains("certificate CN=visitor");
        assertThat(openssl(address, stats, "-quiet").output()).contains("HTTP/1.1 401 ");
        assertThat(openssl(address, stats, certificate(other, "collector")).output())
                .contains("alert")
                .doesNotContain("HTTP/1.1");
        // The key of a server's certificate is not a client's.
        assertThat(openssl(address, stats, certificate(authority, "server")).output())
                .contains("alert")
                .doesNotContain("HTTP/1.1");
    }

    @Test
    void shouldGiveTheHoldersOfTokensTheirRolesWithCurl() throws Exception {
        try (RingtailHost host = host(scratch)) {
            String stats = host.url() + "/stats";
            Ran nobody = curl("-i", stats);
            assertThat(nobody.output())
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("\r\nwww-authenticate: Bearer realm=\"ringtail\"\r\n");
            assertThat(curl("-i", "-H", "@" + header("reader"), stats).output())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"tls\":{");
            Files.writeString(scratch.resolve("wrong.header"), "Authorization: Bearer ringtail_none\n");
            assertThat(curl("-i", "-H", "@" + file("wrong.header"), stats).output())
                    .startsWith("HTTP/1.1 401 ")
                    .contains("the token is not valid");
            String snapshot = host.url() + "/snapshot?reason=test";
            assertThat(curl("-i", "-X", "POST", "-H", "@" + header("reader"), snapshot)
                            .output())
                    .startsWith("HTTP/1.1 403 ");
            assertThat(curl("-i", "-X", "POST", "-H", "@" + header("ops"), snapshot)
                            .output())
                    .startsWith("HTTP/1.1 200 ");
            Ran plain = curl("-i", stats.replace("https:", "http:"));
            assertThat(plain.output()).startsWith("HTTP/1.1 400 ").contains("use an https:// URL");

            token(scratch, "late", "read");
            Eventually.until(
                    "the new token is accepted",
                    () -> curl("-i", "-H", "@" + header("late"), stats).output().startsWith("HTTP/1.1 200 "));
            Files.writeString(Path.of(tokens), "");
            Eventually.until(
                    "a removed token is refused",
                    () -> curl("-i", "-H", "@" + header("ops"), stats).output().startsWith("HTTP/1.1 401 "));
        }
    }

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldStreamWithoutAGapThroughNewCertificatesAndANewDaemon() throws Exception {
        try (RingtailHost host = host(
                        scratch, "--http", "localhost:" + freePort(), "--mode", "discard", "--buffer-size", "16m");
                RingtailProcess tail =
                        host.start(arguments(host, "reader", "tail", "--from", "oldest", "--reconnect", "60s"))) {
            Ticks ticks = new Ticks(tail);
            Eventually.until("the tail is there", () -> stats(host).contains("\"path\":\"/stream\""));
            RingtailProcess load =
                    host.start("load", "--dir", host.dir(), "--threads", "2", "--count", "1000000", "--rate", "2000");
            awaitMore(ticks);
            String before = serial(host);
            authority.issue("server", "serverAuth", NAMES, 2);
            Eventually.until("the new certificate is used", () -> !serial(host).equals(before));
            assertThat(host.run("doctor", "--dir", host.dir()))
                    .containsPattern(
                            "note    certificate: CN=server ends at .*, in less than 30 days: put a newer one");
            awaitMore(ticks);
            assertThat(tail.err()).isEmpty();
            host.kill();
            host.restart();
            awaitMore(ticks);
            load.terminate();
            load.status();
            long written = written(host);
            Eventually.until("the tail has all", () -> ticks.count() == written);
            tail.terminate();
            assertThat(tail.status()).isZero();
            assertThat(tail.err()).contains("the daemon is back: resuming");
            assertThat(ticks.problems()).isEmpty();
        }
    }

    @Test
    void shouldSayInOneLineWhatAClientLacks() throws Exception {
        String url = shared.url();
        assertThat(failed("stat", "--url", url))
                .contains("'CN=Ringtail CA', which is not trusted: give that")
                .contains("--ca FILE");
        PrivateAuthority namesake = PrivateAuthority.make(Files.createDirectory(scratch.resolve("namesake")));
        assertThat(failed("stat", "--url", url, "--ca", namesake.file("ca.pem")))
                .contains("'CN=Ringtail CA', which is not trusted: give that")
                .contains("--ca FILE");
        assertThat(failed("stat", "--url", url, "--ca", file("ca.pem")))
                .contains("answers 401: ")
                .contains("give --token-file FILE");
        assertThat(failed("stat", "--url", "http://192.0.2.1:9464", "--token-file", file("ops.token")))
                .contains("a token is not sent to http://192.0.2.1:9464 without TLS");
        assertThat(failed("stat", "--url", url.replace("https", "http"), "--token-file", file("ops.token")))
                .contains("answers 400: this port speaks TLS 1.3 only: use an https:// URL");
        assertThat(failed(arguments(shared, "reader", "enable", "*")))
                .contains("answers 403: this needs the role")
                .contains("token reader");
        RingtailProcess.Ended usage =
                RingtailProcess.run(scratch, "stat", "--url", url.replace("https", "http"), "--ca", file("ca.pem"));
        assertThat(usage.status()).isEqualTo(2);
        assertThat(usage.err()).contains("give a --url that begins with https://");
    }

    @Test
    void shouldTakeTheFilesFromTheEnvironment() throws Exception {
        List<String> environment = List.of(
                "env",
                "RINGTAIL_CA=" + file("ca.pem"),
                "RINGTAIL_CERT=" + file("collector.pem"),
                "RINGTAIL_KEY=" + file("collector.key"));
        try (RingtailProcess list =
                RingtailProcess.startBehind(environment, scratch, "stat", "--json", "--url", shared.url())) {
            RingtailProcess.Ended ended = list.ended();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).contains("\"subject\":\"CN=server\"");
        }
    }

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldNotStartWithFilesThatProtectNothing() throws Exception {
        String[] tls = {"--tls-cert", file("server.pem"), "--tls-key", file("server.key")};
        assertThat(daemonFails(2, "--tls-cert", file("server.pem"))).contains("give --tls-key too");
        assertThat(daemonFails(2, with(tls, "--tls-client-ca", file("ca.pem")))).contains("give --client-roles too");
        assertThat(daemonFails(2, "--tls-cert", file("server.pem"), "--tls-key", file("collector.key")))
                .contains("collector.key is not the key of its certificate (CN=server)");
        assertThat(daemonFails(2, "--tls-cert", file("none.pem"), "--tls-key", file("server.key")))
                .contains("none.pem does not exist: check the path");
        Files.setPosixFilePermissions(Path.of(file("server.key")), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(daemonFails(2, tls)).contains("chmod 600 " + file("server.key"));
        Files.setPosixFilePermissions(Path.of(tokens), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(daemonFails(2, "--token-file", tokens)).contains("chmod 600 " + tokens);
    }

    @Test
    void shouldServeOtherMachinesOnlyWithBothTlsAndCredentials() throws Exception {
        String[] tls = {"--http", "0.0.0.0:0", "--tls-cert", file("server.pem"), "--tls-key", file("server.key")};
        assertThat(daemonFails(2, tls)).contains("without authentication");
        assertThat(daemonFails(2, "--http", "0.0.0.0:0", "--token-file", tokens))
                .contains("without TLS");
        try (RingtailHost host = host(scratch, "--http", "0.0.0.0:0")) {
            assertThat(host.url()).startsWith("https://0.0.0.0:");
            String stats = "https://localhost:" + port(host) + "/stats";
            assertThat(curl("-i", "-H", "@" + header("reader"), stats).output()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** A daemon with the files in a directory. */
    private static RingtailHost host(Path files, String... options) throws Exception {
        return new RingtailHost(with(
                options,
                "--tls-cert",
                files.resolve("server.pem").toString(),
                "--tls-key",
                files.resolve("server.key").toString(),
                "--tls-client-ca",
                files.resolve("ca.pem").toString(),
                "--client-roles",
                files.resolve("roles").toString(),
                "--token-file",
                files.resolve("tokens").toString(),
                "--anonymous-roles",
                "none"));
    }

    private String daemonFails(int status, String... options) throws Exception {
        Path directory = Files.createTempDirectory(scratch, "run");
        RingtailProcess.Ended ended =
                RingtailProcess.run(scratch, with(new String[] {"daemon", "--dir", directory.toString()}, options));
        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err().lines()).hasSize(1);
        return ended.err();
    }

    private String failed(String... command) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run(command);
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).doesNotContain("ringtail_");
        return ended.err();
    }

    /** A command with the files of a token's holder. */
    private String[] arguments(RingtailHost host, String holder, String... command) {
        return with(
                command,
                "--url",
                "https://localhost:" + port(host),
                "--ca",
                file("ca.pem"),
                "--token-file",
                file(holder + ".token"));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    /** Makes a token in NAME.token, as an operator does. */
    private static void token(Path directory, String name, String roles) throws Exception {
        Path tokens = directory.resolve("tokens");
        RingtailProcess.Ended ended =
                RingtailProcess.run(directory, "token", "new", name, "--role", roles, "--append", tokens.toString());
        assertThat(ended.err()).isEmpty();
        assertThat(Files.getPosixFilePermissions(tokens)).isEqualTo(OWNERS);
        Path file = Files.createFile(directory.resolve(name + ".token"), PosixFilePermissions.asFileAttribute(OWNERS));
        Files.writeString(file, ended.out());
        assertThat(Files.readString(tokens))
                .contains(name + " " + roles + " sha256:")
                .doesNotContain(ended.out().strip());
    }

    private String header(String holder) throws IOException {
        String token = Files.readString(scratch.resolve(holder + ".token"));
        Files.writeString(scratch.resolve(holder + ".header"), "Authorization: Bearer " + token);
        return file(holder + ".header");
    }

    private String file(String name) {
        return scratch.resolve(name).toString();
    }

    private static String port(RingtailHost host) {
        return host.url().substring(host.url().lastIndexOf(':') + 1);
    }

    private static String[] certificate(PrivateAuthority of, String name) {
        return new String[] {"-quiet", "-cert", of.file(name + ".pem"), "-key", of.file(name + ".key")};
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private String stats(RingtailHost host) throws Exception {
        return curl("-H", "@" + header("reader"), host.url() + "/stats").output();
    }

    /** The number of events ever written. */
    private long written(RingtailHost host) throws Exception {
        return Pattern.compile("\"written\":(\\d+)")
                .matcher(stats(host))
                .results()
                .mapToLong(number -> Long.parseLong(number.group(1)))
                .sum();
    }

    private static void awaitMore(Ticks ticks) throws Exception {
        int before = ticks.count();
        Eventually.until("events come", () -> ticks.count() > before + 500);
    }

    /** The number of the certificate that new connections get. */
    private String serial(RingtailHost host) throws Exception {
        Ran shown = openssl("127.0.0.1:" + port(host), "", "-showcerts");
        Path pem = Files.writeString(scratch.resolve("shown.pem"), shown.output());
        return run("", "openssl", "x509", "-noout", "-serial", "-in", pem.toString())
                .output();
    }

    private Ran openssl(String address, String input, String... options) throws Exception {
        return run(
                input,
                with(new String[] {"openssl", "s_client", "-connect", address, "-CAfile", file("ca.pem")}, options));
    }

    private Ran curl(String... arguments) throws Exception {
        return run("", with(new String[] {"curl", "-sS", "--max-time", "20", "--cacert", file("ca.pem")}, arguments));
    }

    /** The end of another program. */
    private record Ran(int status, String output) {}

    private Ran run(String input, String... command) throws Exception {
        Path from = Files.writeString(scratch.resolve("input"), input);
        Process process = new ProcessBuilder(command)
                .redirectInput(from.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
