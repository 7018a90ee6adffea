package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.credentials.ClientCertificates;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.tls.TlsFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client certificate that is revoked while openssl holds a ticket of a session that began with it. */
@Timeout(180)
final class ResumedSessionsTest {
    private static final long TIMEOUT_MS = 10_000;
    private static final String REQUEST = "GET /stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String RESUMED = "Reused, TLSv1.3";
    private static final String OK = "HTTP/1.1 200 ";

    @TempDir
    private Path directory;

    private SelfSigned server;
    private SelfSigned client;
    private Path roles;
    private ClientCertificates certificates;
    private ServerTls tls;
    private ServedFile daemon;

    @BeforeEach
    void start() throws Exception {
        server = SelfSigned.ofThisMachine(directory, "server");
        client = SelfSigned.make(directory, "collector", "DNS:collector.example");
        roles = Files.writeString(directory.resolve("roles"), "CN=collector read\n");
        certificates = ClientCertificates.open(roles);
        tls = ServerTls.open(new TlsFiles(server.certificate(), server.key(), client.certificate()));
        Access access = new Access(new AnonymousRoles(Set.of(), false), List.of(certificates));
        daemon = new ServedFile(directory, TIMEOUT_MS, access, tls);
        assertThat(connect("-cert", client.certificate(), "-key", client.key(), "-sess_out", ticket()))
                .contains("New, TLSv1.3", OK);
        assertThat(resume()).contains(RESUMED, OK);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void shouldRefuseARoleThatWasRemoved() throws Exception {
        Files.writeString(roles, "CN=other read\n");
        assertThat(certificates.file().refresh()).isTrue();
        assertThat(resume()).contains(RESUMED, "HTTP/1.1 403 ").doesNotContain(OK);
    }

    @Test
    void shouldNotResumeASessionOfAnAuthorityThatWasReplaced() throws Exception {
        SelfSigned other = SelfSigned.make(directory, "other", "DNS:other.example");
        other.replace(client);
        assertThat(tls.files().refresh()).isTrue();
        assertThat(resume()).contains("New, TLSv1.3", "HTTP/1.1 401 ").doesNotContain(OK);
    }

    @Test
    void shouldNotResumeASessionOfAnotherServerCertificate() throws Exception {
        SelfSigned.ofThisMachine(directory, "next").replace(server);
        assertThat(tls.files().refresh()).isTrue();
        assertThat(resume()).contains("New, TLSv1.3", "HTTP/1.1 401 ").doesNotContain(OK);
    }

    @Test
    void shouldNotResumeASessionOfOtherFiles() throws Exception {
        SelfSigned other = SelfSigned.make(directory, "other", "DNS:other.example");
        tls.use(ServerTls.open(new TlsFiles(server.certificate(), server.key(), other.certificate())));
        assertThat(resume()).contains("New, TLSv1.3", "HTTP/1.1 401 ").doesNotContain(OK);
    }

    /** Connects with the ticket alone: without a certificate, only the session could give a role. */
    private String resume() throws Exception {
        return connect("-sess_in", ticket());
    }

    private Path ticket() {
        return directory.resolve("ticket");
    }

    private String connect(Object... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + daemon.port()));
        command.addAll(List.of("-CAfile", server.certificate().toString(), "-ign_eof"));
        List.of(options).forEach(option -> command.add(option.toString()));
        Path request = Files.writeString(directory.resolve("request"), REQUEST);
        Process openssl = new ProcessBuilder(command)
                .redirectInput(request.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        openssl.waitFor();
        return output;
    }
}
