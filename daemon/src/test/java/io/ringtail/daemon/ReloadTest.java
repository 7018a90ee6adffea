package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.credentials.TokenGrant;
import io.ringtail.daemon.http.SelfSigned;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.LogLevel;
import io.ringtail.daemon.systemd.NotifyReceiver;
import io.ringtail.proto.layout.RunFiles;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A running daemon whose settings change, as its HTTP clients and its service manager see it. */
@Timeout(120)
final class ReloadTest {
    @TempDir
    private Path scratch;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger reloads = (Logger) LoggerFactory.getLogger(Reload.class);
    private final Logger audit = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
    private final String level = LogLevel.current();
    private NotifyReceiver manager;
    private DaemonSettings current;
    private RingtailDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(
                scratch.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String socket = scratch.resolve("notify").toString();
        manager = new NotifyReceiver(socket);
        current = settings();
        daemon = RingtailDaemon.start(current.conclude(), "test", Map.of("NOTIFY_SOCKET", socket), new DaemonEnd());
        log.start();
        reloads.setLevel(ch.qos.logback.classic.Level.INFO);
        reloads.addAppender(log);
        audit.setLevel(ch.qos.logback.classic.Level.INFO);
        audit.addAppender(log);
    }

    @AfterEach
    void stop() {
        daemon.close();
        manager.close();
        reloads.setLevel(null);
        audit.setLevel(null);
        reloads.detachAppender(log);
        audit.detachAppender(log);
        LogLevel.parse(level).ifPresent(LogLevel::use);
    }

    @Test
    void shouldApplyWhatItCanAndNameWhatNeedsARestart() throws Exception {
        assertThat(status("/stats", "")).isEqualTo(200);
        reload(settings()
                .set(Setting.ANONYMOUS_ROLES, "none")
                .set(Setting.LOG_LEVEL, "debug")
                .set(Setting.BUFFER_SIZE, "8m")
                .set(Setting.CONTROL_GROUP, "0"));
        assertThat(status("/stats", "")).isEqualTo(403);
        assertThat(LogLevel.current()).isEqualTo("debug");
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .startsWith(
                        "buffer-size stays '1m': '8m' needs ringtail resize, or a new buffer: stop the daemon, remove "
                                + scratch.resolve("run/buffer") + " and start it",
                        "anonymous-roles was 'read', and is 'none' now",
                        "control-group stays '': '0' needs a restart",
                        "log-level was 'info', and is 'debug' now",
                        "SIGHUP: reloaded the settings: anonymous-roles=none, log-level=debug");
        assertThat(current.text(Setting.BUFFER_SIZE)).isEqualTo("1m");
    }

    @Test
    void shouldNotReportADefaultThatDependsOnASettingWhichStays() throws Exception {
        reload(settings().set(Setting.READ_GROUP, "0"));
        assertThat(status("/stats", "")).isEqualTo(200);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "read-group stays '': '0' needs a restart", "SIGHUP: reloaded the settings: nothing to apply");
    }

    @Test
    void shouldChangeNothingIfOneSettingIsFaulty() throws Exception {
        DaemonSettings before = current;
        reload(settings().set(Setting.ANONYMOUS_ROLES, "none").set(Setting.PEER_SHARE, "0"));
        reload(settings().set(Setting.ANONYMOUS_ROLES, "none").set(Setting.TOKEN_FILE, "/none"));
        reload(new DaemonSettings().set(Setting.DIR, "a\0b"));
        assertThat(current).isSameAs(before);
        assertThat(status("/stats", "")).isEqualTo(200);
        assertThat(log.list.get(0).getFormattedMessage())
                .isEqualTo("kept all settings, since the new ones are faulty: peer-share cannot be '0': give a"
                        + " percentage from 1 to 100");
        assertThat(log.list).hasSize(6);
    }

    @Test
    void shouldTellTheServiceManagerWhenItBeginsAndEnds() throws Exception {
        reload(settings().set(Setting.PEER_SHARE, "0"));
        String begin = nextStarting("RELOADING=1");
        assertThat(begin).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
        assertThat(nextStarting("R")).isEqualTo("READY=1");
    }

    /** Skips what the daemon says of itself in between. */
    private String nextStarting(String prefix) throws InterruptedException {
        String message = Objects.requireNonNull(manager.next());
        while (!message.startsWith(prefix)) {
            message = Objects.requireNonNull(manager.next());
        }
        return message;
    }

    @Test
    void shouldTakeTokensFromAnotherFile() throws Exception {
        Path tokens = secret(
                "tokens", TokenGrant.of("ops", Set.of(Role.READ), "something").line());
        reload(settings().set(Setting.ANONYMOUS_ROLES, "none").set(Setting.TOKEN_FILE, tokens.toString()));
        assertThat(status("/stats", "Bearer something")).isEqualTo(200);
        reload(settings().set(Setting.ANONYMOUS_ROLES, "none").set(Setting.TOKEN_FILE, secret("none", "") + ""));
        assertThat(status("/stats", "Bearer something")).isEqualTo(401);
        reload(settings());
        assertThat(status("/stats", "Bearer something")).isEqualTo(200);
    }

    @Test
    void shouldSayWhetherOtherMachinesCanReachItUnprotectedNow() throws Exception {
        daemon.close();
        SelfSigned certificate = SelfSigned.ofThisMachine(scratch, "server");
        String tokens = secret(
                        "tokens",
                        TokenGrant.of("ops", Set.of(Role.READ), "something").line())
                .toString();
        current = open(certificate).set(Setting.TOKEN_FILE, tokens);
        daemon = RingtailDaemon.start(current.conclude(), "test", Map.of(), new DaemonEnd());
        assertThat(insecure()).isEqualTo("false");
        reload(open(certificate));
        assertThat(insecure()).isEqualTo("true");
        reload(open(certificate).set(Setting.TOKEN_FILE, tokens));
        assertThat(insecure()).isEqualTo("false");
    }

    /** Settings of a daemon with TLS that other machines can reach. */
    private DaemonSettings open(SelfSigned certificate) {
        return settings()
                .set(Setting.HTTP, "0.0.0.0:0")
                .set(Setting.INSECURE, "true")
                .set(Setting.TLS_CERT, certificate.certificate().toString())
                .set(Setting.TLS_KEY, certificate.key().toString());
    }

    /** What the statistics say, as the daemon's own user reads them. */
    private String insecure() throws Exception {
        Path socket = scratch.resolve("run").resolve(RunFiles.STREAM_SOCKET);
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.write(ByteBuffer.wrap("GET /stats HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            String answer = new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
            return answer.replaceAll("(?s).*\"insecure\":(\\w+).*", "$1");
        }
    }

    @Test
    void shouldReportCredentialsThatStayInUseSinceTheirFileIsFaulty() throws Exception {
        String line = TokenGrant.of("ops", Set.of(Role.READ), "something").line();
        Path tokens = secret("tokens", line);
        reload(settings().set(Setting.TOKEN_FILE, tokens.toString()));
        String metric = "ringtail_credentials_unusable{what=\"tokens\"} ";
        assertThat(get("/metrics")).contains(metric + "0.0");
        assertThat(get("/stats")).contains("\"credentials\":[{\"what\":\"tokens\",\"problem\":\"\"}]");
        Files.writeString(tokens, "# ops is revoked\nnobody\n");
        await("/stats", "\"credentials\":[{\"what\":\"tokens\",\"problem\":\"" + tokens + ", line 2: ");
        assertThat(get("/metrics")).contains(metric + "1.0");
        assertThat(status("/stats", "Bearer something")).isEqualTo(200);
        assertThat(status("/readyz", "")).isEqualTo(200);
        Files.writeString(tokens, "");
        await("/metrics", metric + "0.0");
        assertThat(status("/stats", "Bearer something")).isEqualTo(401);
    }

    private void await(String path, String text) throws Exception {
        long begun = System.nanoTime();
        String last = get(path);
        while (!last.contains(text)) {
            assertThat(System.nanoTime() - begun).as(last).isLessThan(TimeUnit.SECONDS.toNanos(60));
            Thread.sleep(50);
            last = get(path);
        }
    }

    @Test
    void shouldLimitRequestsFromThenOn() throws Exception {
        reload(settings().set(Setting.PEER_REQUESTS, "1"));
        int last = status("/cpus", "");
        for (int i = 0; i < 100 && last == 200; i++) {
            last = status("/cpus", "");
        }
        assertThat(last).isEqualTo(429);
    }

    @Test
    void shouldChangeTheLogLevelOnRequest() throws Exception {
        reload(settings().set(Setting.ANONYMOUS_ROLES, "read,control"));
        assertThat(put("/log_level", "trace").body()).isEqualTo("trace\n");
        assertThat(LogLevel.current()).isEqualTo("trace");
        assertThat(put("/log_level", "OFF").body()).isEqualTo("off\n");
        assertThat(LogLevel.current()).isEqualTo("off");
        assertThat(put("/log_level", "loud").statusCode()).isEqualTo(400);
        reload(settings());
        assertThat(LogLevel.current()).isEqualTo("info");
    }

    @Test
    void shouldApplySettingsToInstancesOfBeforeAndAfter() throws Exception {
        reload(settings().set(Setting.ANONYMOUS_ROLES, "read,control"));
        assertThat(send("POST", "/instances?name=one", "").statusCode()).isEqualTo(200);
        String process = "\"process\":{\"used\":0,\"limit\":3}";
        assertThat(get("/instances/one/stats")).doesNotContain(process);
        reload(settings().set(Setting.ANONYMOUS_ROLES, "read,control").set(Setting.PROCESS_RECORDS, "3"));
        assertThat(send("POST", "/instances?name=two", "").statusCode()).isEqualTo(200);
        for (String stats : List.of("/instances/one/stats", "/instances/two/stats")) {
            long begun = System.nanoTime();
            // The use of quotas is reported a second later.
            while (!get(stats).contains(process)) {
                assertThat(System.nanoTime() - begun).as(stats).isLessThan(TimeUnit.SECONDS.toNanos(20));
                Thread.sleep(50);
            }
        }
    }

    @Test
    void shouldNotCallSettingsFaultyThatOnlyNeedARestart() throws Exception {
        daemon.close();
        current = settings().set(Setting.AGENT, "127.0.0.1:0").set(Setting.LOSSLESS_GROUP, "0");
        daemon = RingtailDaemon.start(current.conclude(), "test", Map.of(), new DaemonEnd());
        // With the group, clients without credentials may not read, and the agent, which remains, may serve nobody.
        reload(settings().set(Setting.LOSSLESS_GROUP, "0").set(Setting.READ_GROUP, "0"));
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "kept all settings until a restart: anonymous-roles, agent cannot be changed before, and as"
                                                + " they are, agent cannot be '127.0.0.1:0'"),
                        line -> assertThat(line)
                                .isEqualTo("SIGHUP: reloaded nothing, since the settings need a restart"));
    }

    @Test
    void shouldGiveANewInstanceTheSizeThatTheRingsHaveNow() throws Exception {
        reload(settings().set(Setting.ANONYMOUS_ROLES, "read,control"));
        assertThat(put("/buffer_size_kb", "2048").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/instances?name=one", "").body()).contains("2097152");
    }

    @Test
    void shouldGiveANewInstanceTheModeOfTheBufferThatWasAdopted() throws Exception {
        daemon.close();
        DaemonSettings other = settings().set(Setting.MODE, "discard").set(Setting.ANONYMOUS_ROLES, "read,control");
        daemon = RingtailDaemon.start(other.conclude(), "test", Map.of(), new DaemonEnd());
        assertThat(send("POST", "/instances?name=one", "").body()).contains("\"mode\":\"overwrite\"");
    }

    @Test
    void shouldOpenInstancesToThoseWhoMayEnterItsDirectory() throws Exception {
        reload(settings().set(Setting.ANONYMOUS_ROLES, "read,control"));
        assertThat(send("POST", "/instances?name=one", "").statusCode()).isEqualTo(200);
        daemon.close();
        Path run = scratch.resolve("run");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x--x"));
        daemon = RingtailDaemon.start(settings().conclude(), "test", Map.of(), new DaemonEnd());
        for (String directory : List.of("instances", "instances/one")) {
            assertThat(Files.getPosixFilePermissions(run.resolve(directory)))
                    .isEqualTo(PosixFilePermissions.fromString("rwxr-x--x"));
        }
    }

    private DaemonSettings settings() {
        return new DaemonSettings()
                .set(Setting.DIR, scratch.resolve("run").toString())
                .set(Setting.BUFFER_SIZE, "1m");
    }

    private Path secret(String name, String text) throws Exception {
        Path file = Files.createFile(
                scratch.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n");
    }

    private void reload(DaemonSettings next) {
        current = daemon.reload(current, () -> next);
    }

    private int status(String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.url() + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private String get(String path) throws Exception {
        return send("GET", path, "").body();
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return send("PUT", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(daemon.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
