package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.access.CredentialCheck;
import io.ringtail.daemon.access.InvalidCredentialsException;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.credentials.BearerTokens;
import io.ringtail.daemon.credentials.ClientCertificates;
import io.ringtail.daemon.credentials.NewToken;
import io.ringtail.daemon.credentials.TokenGrant;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.tls.TlsFiles;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.reader.remote.RefusedException;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.tls.ClientCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener that speaks TLS, its files, and those of its clients. */
@Timeout(60)
final class ServerTlsTest {
    private static final long TIMEOUT_MS = 1000;
    private static final String GET = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    private Path directory;

    private final String token = NewToken.random();
    private final String controlToken = NewToken.random();
    private SelfSigned server;
    private SelfSigned client;
    private ServerTls tls;
    private ServedFile daemon;

    @BeforeEach
    void start() throws Exception {
        server = SelfSigned.ofThisMachine(directory, "server");
        client = SelfSigned.make(directory, "collector", "URI:spiffe://here/ci,DNS:Collector.example");
        Path roles = Files.writeString(directory.resolve("roles"), """
            # what they may do
            CN=collector  lossless
            URI=spiffe://here/ci read
            DNS=other.example control
            """);
        ClientCertificates certificates = ClientCertificates.open(roles);
        Path hashes = directory.resolve("hashes");
        secret(
                hashes,
                TokenGrant.of("ops", Set.of(Role.READ), token).line() + "\n"
                        + TokenGrant.of("admin", Set.of(Role.CONTROL), controlToken)
                                .line());
        start(List.of(BearerTokens.open(hashes), certificates));
    }

    private void start(List<CredentialCheck> checks) throws IOException {
        tls = ServerTls.open(new TlsFiles(server.certificate(), server.key(), client.certificate()));
        daemon = new ServedFile(directory, TIMEOUT_MS, new Access(new AnonymousRoles(Set.of(), false), checks), tls);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void shouldServeStreamsToTheHoldersOfTokens() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        ring.writeMany(77, 100, 2 * ServedFile.EVENTS_A_PAGE);
        Pages pages = new Pages();
        try (RemoteStream stream = holder().stream(new StreamQuery(true, false, false, null))) {
            while (stream.next(pages)) {
                assertThat(pages.count).isLessThan(10);
            }
        }
        assertThat(pages.count).isEqualTo(2);
    }

    @Test
    void shouldSayWhichCertificateItHas() throws Exception {
        assertThat(holder().read("/stats", "*/*"))
                .contains("\"tls\":{\"provider\":\"jdk\",\"subject\":\"CN=server\",\"not_after\":\"2")
                .contains("\"expired\":false,\"problem\":\"\"}");
        long end = tls.certificate().notAfter().getEpochSecond();
        String metric = holder().read("/metrics", "*/*")
                .lines()
                .filter(line -> line.startsWith("ringtail_tls_certificate_expiry_timestamp_seconds "))
                .findFirst()
                .orElseThrow();
        assertThat(Double.parseDouble(metric.substring(metric.indexOf(' ')))).isEqualTo((double) end);
    }

    @Test
    void shouldServeNewConnectionsWithNewFilesWhileStreamsGoOn() throws Exception {
        WrittenRing ring = daemon.addRing(0);
        ring.write(77, 100);
        Pages pages = new Pages();
        ClientCredentials before = holds(server.certificate());
        try (RemoteStream stream = at("localhost", before).stream(new StreamQuery(true, true, false, "0"))) {
            pages.await(stream, 1);
            SelfSigned next = SelfSigned.ofThisMachine(directory, "next");
            Path old = Files.copy(server.certificate(), directory.resolve("old.pem"));
            next.replace(server);
            assertThat(tls.files().refresh()).isTrue();

            assertThat(at("localhost", holds(next.certificate())).read("/stats", "*/*"))
                    .contains("CN=next");
            assertThatThrownBy(() -> at("localhost", holds(old)).read("/livez", "*/*"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("give that authority's certificate with --ca FILE");
            ring.write(77, System.nanoTime());
            pages.await(stream, 2);
        }
    }

    @Test
    void shouldKeepItsCertificateWhileTheNewFilesDoNotBelongTogether() throws Exception {
        ClientCredentials before = holds(Files.copy(server.certificate(), directory.resolve("old.pem")));
        SelfSigned next = SelfSigned.ofThisMachine(directory, "next");
        Files.write(server.certificate(), Files.readAllBytes(next.certificate()));
        assertThat(tls.files().refresh()).isFalse();
        assertThat(tls.files().refresh()).isFalse();
        assertThat(at("localhost", before).read("/stats", "*/*"))
                .contains("\"subject\":\"CN=server\"")
                .contains("\"problem\":\"" + server.key() + " is not the key of its certificate (CN=next)");

        Files.write(server.key(), Files.readAllBytes(next.key()));
        assertThat(tls.files().refresh()).isTrue();
        assertThat(at("localhost", holds(next.certificate())).read("/stats", "*/*"))
                .contains("\"problem\":\"\"");
    }

    @Test
    void shouldGiveClientCertificatesTheRolesOfAllTheirNames() throws Exception {
        RemoteDaemon collector = at("localhost", presents(client));
        assertThat(collector.read("/stats", "*/*")).contains("\"tls\"");
        collector.stream(new StreamQuery(true, false, true, null)).close();
        assertThatThrownBy(() -> collector.write("/events/load/tick/enable", "0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("answers 403")
                .hasMessageContaining("certificate CN=collector")
                .hasMessageContaining("read,lossless");
    }

    @Test
    void shouldRefuseACertificateThatHasExpiredSinceItsHandshake() throws Exception {
        SelfSigned late = client.issueExpired(directory, "late", "URI:spiffe://here/ci");
        X509Certificate certificate;
        try (InputStream in = Files.newInputStream(late.certificate())) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        SSLSession session = (SSLSession) Proxy.newProxyInstance(
                SSLSession.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (proxy, method, arguments) ->
                        new Certificate[] {certificate});
        ClientCertificates certificates = ClientCertificates.open(directory.resolve("roles"));
        assertThatThrownBy(() -> certificates.identify(null, session, "192.0.2.1"))
                .isInstanceOf(InvalidCredentialsException.class)
                .hasMessageEndingWith(" only: connect with a renewed one");
    }

    @Test
    void shouldRefuseCertificatesOfOtherAuthorities() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        SelfSigned stranger = SelfSigned.make(elsewhere, "collector", "URI:spiffe://here/ci");
        assertThatThrownBy(() -> at("localhost", presents(stranger)).read("/livez", "*/*"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("it rejects the client certificate: give --cert FILE issued by");
    }

    @Test
    void shouldSayThatACertificateOfAnUnknownIssuerIsNotUsed() throws Exception {
        SelfSigned stranger = SelfSigned.make(directory, "stranger", "URI:spiffe://here/ci");
        assertThatThrownBy(() -> at("localhost", presents(stranger)).read("/stats", "*/*"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("answers 401")
                .hasMessageEndingWith(" (the daemon accepts no certificate of the issuer of --cert)");
    }

    @Test
    void shouldSayWhatClientsWithoutValidCredentialsLack() throws Exception {
        RemoteDaemon nobody = at("localhost", new ClientCredentials(server.certificate(), null, null, null));
        assertThat(nobody.read("/livez", "*/*")).isEqualTo("ok\n");
        assertThatThrownBy(() -> nobody.read("/stats", "*/*"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("answers 401")
                .hasMessageEndingWith(" (give --token-file FILE, or a client certificate with --cert and --key)");
        Path wrong = directory.resolve("wrong.token");
        String secret = NewToken.random();
        secret(wrong, secret);
        assertThatThrownBy(() -> at("localhost", new ClientCredentials(server.certificate(), null, null, wrong))
                        .read("/stats", "*/*"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("answers 401: the token is not valid")
                .hasMessageContaining("check the file of --token-file")
                .hasMessageNotContaining(secret);
    }

    @Test
    void shouldSayWhyAServerIsNotTrusted() throws Exception {
        assertThatThrownBy(() -> at("localhost", new ClientCredentials(null, null, null, null))
                        .read("/livez", "*/*"))
                .hasMessage(
                        "the daemon at https://localhost:" + daemon.port() + " cannot be trusted: its certificate was"
                                + " issued by 'CN=server', which is not"
                                + " trusted: give that authority's"
                                + " certificate with --ca FILE");
        replaceBy(SelfSigned.make(directory, "elsewhere", "DNS:trace.example.com,IP:192.0.2.7"));
        assertThatThrownBy(() -> at("localhost", holds(server.certificate())).read("/livez", "*/*"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("its certificate is for trace.example.com, 192.0.2.7, not for localhost: give a"
                        + " URL with a name of the certificate");
        assertThatThrownBy(() -> at("127.0.0.1", holds(server.certificate())).read("/livez", "*/*"))
                .hasMessageContaining("not for 127.0.0.1: give a URL");
        SelfSigned authority = SelfSigned.make(directory, "authority", "DNS:authority");
        replaceBy(authority.issueExpired(directory, "late", "DNS:localhost"));
        assertThatThrownBy(() -> at("localhost", holds(authority.certificate())).read("/livez", "*/*"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has expired (it ends 2")
                .hasMessageEndingWith("have its operator renew it");
        assertThat(tls.certificate().subject()).isEqualTo("CN=late");
    }

    private void replaceBy(SelfSigned next) throws Exception {
        next.replace(server);
        assertThat(tls.files().refresh()).isTrue();
    }

    @Test
    void shouldRefuseOlderVersions() throws Exception {
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).hasMessageContaining("protocol_version");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\1", "\200\56\1\3\1"})
    void shouldAnswerThoseWhoDoNotSpeakTls(String first) throws Exception {
        assertThat(answer(first.getBytes(StandardCharsets.ISO_8859_1)))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .endsWith("\r\n\r\nthis port speaks TLS 1.3 only: use an https:// URL\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\26",
                "\26\3\1\2\0",
                "\26\3\1\2\0\1\0\1\374\3\3",
                "\26\3\1\377\377",
                "\26\3\1\0\4\1\377\377\377"
            })
    void shouldCloseConnectionsThatDoNotCompleteAHandshake(String first) throws Exception {
        String answer = answer(first.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer).doesNotContain("HTTP").hasSizeLessThan(100);
    }

    /** The client closes only its sending direction, which TLS 1.3 allows. */
    @Test
    void shouldAnswerAClientThatHasSentItsLast() throws Exception {
        assertThat(tlsAnswer(GET)).startsWith("HTTP/1.1 200").endsWith("ok\n");
    }

    @ParameterizedTest
    @CsvSource({"https://localhost/livez, 200", "HTTPS://127.0.0.1:1/livez, 200", "http://localhost/livez, 421"})
    void shouldServeCompleteUrlsOfItsScheme(String target, int status) throws Exception {
        assertThat(tlsAnswer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({"https, 404", "http, 403"})
    void shouldTakeChangesFromPagesOfItsScheme(String scheme, int status) throws Exception {
        String request = """
            POST /nothing HTTP/1.1
            Host: localhost:9464
            Origin: %s://localhost:9464
            Content-Length: 0
            Authorization: Bearer %s

            """.formatted(scheme, controlToken);
        assertThat(tlsAnswer(request.replace("\n", "\r\n"))).startsWith("HTTP/1.1 " + status);
    }

    private String tlsAnswer(String request) throws IOException {
        try (SSLSocket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void shouldSendNoTokenThroughPlainConnectionsToOtherMachines() throws Exception {
        ClientCredentials credentials = new ClientCredentials(null, null, null, tokenFile());
        for (String url : List.of("http://192.0.2.1:9464", "localhost.example:1", "http://[2001:db8::1]:1")) {
            assertThatThrownBy(() -> RemoteDaemon.at(url, credentials))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("without TLS, where others could read it: give an https:// URL")
                    .hasMessageNotContaining(token);
        }
        for (String url : List.of("127.0.0.1:1", "http://LOCALHOST:1", "http://[::1]:1", "http://127.3.2.1:1")) {
            assertThat(RemoteDaemon.at(url, credentials).base()).hasScheme("http");
        }
    }

    @Test
    void shouldSayThatAPlainServerDoesNotSpeakTls() throws Exception {
        try (ServedFile plain = new ServedFile(Files.createDirectory(directory.resolve("plain")))) {
            assertThatThrownBy(() -> RemoteDaemon.at(plain.url().replace("http:", "https:"))
                            .read("/livez", "*/*"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("it does not speak TLS there: give an http:// URL");
        }
    }

    /** Sends bytes, and returns what comes until the server closes the connection. */
    private String answer(byte[] first) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            socket.getOutputStream().write(first);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.write(b);
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private SSLSocket socket() throws IOException {
        return (SSLSocket) new ClientCredentials(server.certificate(), null, null, null)
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), daemon.port());
    }

    private RemoteDaemon holder() throws IOException {
        return at("localhost", holds(server.certificate()));
    }

    private RemoteDaemon at(String host, ClientCredentials credentials) throws IOException {
        return RemoteDaemon.at("https://" + host + ":" + daemon.port(), credentials);
    }

    private ClientCredentials holds(Path ca) throws IOException {
        return new ClientCredentials(ca, null, null, tokenFile());
    }

    private ClientCredentials presents(SelfSigned own) {
        return new ClientCredentials(server.certificate(), own.certificate(), own.key(), null);
    }

    private Path tokenFile() throws IOException {
        Path file = directory.resolve("ops.token");
        if (!Files.exists(file)) {
            secret(file, token + "\n");
        }
        return file;
    }

    private static void secret(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** Counts pages. */
    private static final class Pages extends FrameAdapter {
        private int count;

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer page, int offset, int length) {
            count++;
        }

        void await(RemoteStream stream, int pages) throws IOException {
            while (count < pages) {
                assertThat(stream.next(this)).isTrue();
            }
        }
    }
}
