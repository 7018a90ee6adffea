package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands may do as which user, over the UNIX socket and over TCP, and what the daemon records of it. */
@Timeout(180)
@Tag("once")
final class LocalRolesTest {
    private static final int STRANGER = 65534;
    private static final int GROUP = 61_007;

    @TempDir
    private Path scratch;

    @Test
    void shouldUseTheSocketAndLeaveATraceOfEachChange() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            host.run("load", "--dir", host.dir(), "--count", "10");
            assertThat(RingtailProcess.run(scratch, "disable", "--dir", host.dir(), "load:tick")
                            .out())
                    .isEqualTo("load:tick disabled\n");
            assertThat(RingtailProcess.run(scratch, "enable", "--dir", host.dir(), "load:tick")
                            .out())
                    .isEqualTo("load:tick enabled\n");
            assertThat(host.run("tail", "--dir", host.dir(), "--from", "oldest", "--count", "10"))
                    .hasLineCount(10);
            host.run("snapshot", "--dir", host.dir(), "--reason", "a\nb");
            assertThat(host.daemon().err().lines().filter(line -> line.contains(" audit: ")))
                    .anyMatch(line -> line.matches(".*: uid \\d+ \\(.*\\), local pid \\d+: disabled load:tick"))
                    .anyMatch(line -> line.endsWith(": enabled load:tick"))
                    .anyMatch(line -> line.contains(": took the snapshot ") && line.contains("reason 'a?b'"));
            assertThat(Files.getPosixFilePermissions(host.directory().resolve("stream.sock")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        }
    }

    @Test
    void shouldLetAnUnidentifiedClientReadOnly() throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard")) {
            host.run("load", "--dir", host.dir(), "--count", "10");
            RingtailProcess.Ended refused = WarmCommands.run("disable", "--url", host.url(), "load:tick");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("answers 403", "the role control", "--dir DIR", "--anonymous-roles")
                    .hasLineCount(1);
            RingtailProcess.Ended tail =
                    WarmCommands.run("tail", "--url", host.url(), "--from", "oldest", "--count", "10");
            assertThat(tail.out()).hasLineCount(10);
            assertThat(tail.err())
                    .startsWith("ringtail: full rings do not wait for this command: ")
                    .hasLineCount(1);
            assertThat(host.daemon().err())
                    .containsPattern("audit: anonymous, 127.0.0.1: refused PUT /events/load/tick/enable: ");
        }
    }

    @Test
    void shouldLetAnUnidentifiedClientReadWhereOthersAreIdentified() throws Exception {
        String tokens = scratch.resolve("tokens").toString();
        Path unknown = Files.createFile(
                scratch.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                unknown,
                WarmCommands.run("token", "new", "ops", "--role", "read", "--append", scratch.resolve("other") + "")
                        .out());
        WarmCommands.run("token", "new", "ops", "--role", "read,lossless", "--append", tokens);
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--token-file", tokens)) {
            host.run("load", "--dir", host.dir(), "--count", "10");
            List<String> tail = List.of("tail", "--url", host.url(), "--from", "oldest", "--count", "10");
            RingtailProcess.Ended anonymous = WarmCommands.run(tail.toArray(String[]::new));
            assertThat(anonymous.out()).hasLineCount(10);
            assertThat(anonymous.err())
                    .startsWith("ringtail: full rings do not wait for this command: ")
                    .contains("answers 401", "the role lossless", "--token-file")
                    .hasLineCount(1);
            List<String> stranger = new ArrayList<>(tail);
            stranger.addAll(List.of("--token-file", unknown.toString()));
            RingtailProcess.Ended refused = WarmCommands.run(stranger.toArray(String[]::new));
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("answers 401", "the token is not valid")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldNameTheMissingRoleOnceWhereAnUnidentifiedClientMayNotRead() throws Exception {
        String tokens = scratch.resolve("tokens").toString();
        WarmCommands.run("token", "new", "ops", "--role", "read,lossless", "--append", tokens);
        try (RingtailHost host =
                new RingtailHost("--mode", "discard", "--token-file", tokens, "--anonymous-roles", "none")) {
            RingtailProcess.Ended refused = WarmCommands.run("tail", "--url", host.url(), "--count", "1");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("lossless=1", "answers 401", "the role read")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldLetTheOperatorGrantMoreOverTcp() throws Exception {
        try (RingtailHost host = new RingtailHost("--anonymous-roles", "read,control")) {
            host.run("load", "--dir", host.dir(), "--count", "1");
            assertThat(host.run("disable", "--url", host.url(), "load:tick")).isEqualTo("load:tick disabled\n");
        }
    }

    @Test
    void shouldGrantRolesToTheGroupsThatTheOperatorNames() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "another user can be taken on");
        try (RingtailHost host =
                new RingtailHost("--read-group", "" + GROUP, "--control-group", "root", "--lossless-group", "root")) {
            host.run("load", "--dir", host.dir(), "--count", "10");
            Files.setPosixFilePermissions(host.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
            String member = "" + GROUP;
            assertThat(curl(host, member, "/stats")).isEqualTo("200");
            assertThat(curl(host, member, "/events/load/tick/enable", "-X", "PUT", "-d", "0"))
                    .isEqualTo("403");
            assertThat(curl(host, "61008", "/stats")).isEqualTo("403");
            assertThat(curl(host, "61008", "/livez")).isEqualTo("200");
            RingtailProcess.Ended tcp = WarmCommands.run("stat", "--url", host.url());
            assertThat(tcp.status()).isEqualTo(1);
            assertThat(tcp.err()).contains("the role read", "anonymous").hasLineCount(1);
        }
    }

    @Test
    void shouldFallBackToTheAddressWhereTheSocketIsGoneOrClosedToTheUser() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            host.run("load", "--dir", host.dir(), "--count", "10");
            host.daemon().signal("STOP");
            Files.delete(host.directory().resolve("stream.sock"));
            Files.writeString(host.directory().resolve("stream.sock"), "");
            host.daemon().signal("CONT");
            assertThat(host.run("stat", "--dir", host.dir())).contains("WRITTEN");
            Eventually.until(
                    "the socket is recreated",
                    () -> WarmCommands.run("disable", "--dir", host.dir(), "load:tick")
                                    .status()
                            == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:0", "[::]:0"})
    void shouldRefuseToBeReachedByOtherMachinesUnlessItIsToldTo(String address) throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("run"));
        RingtailProcess.Ended refused =
                RingtailProcess.run(scratch, "daemon", "--dir", directory.toString(), "--http", address);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("without TLS and authentication", "127.0.0.1", "--insecure")
                .hasLineCount(1);
        try (RingtailHost host = new RingtailHost("--insecure", "--http", address)) {
            assertThat(host.daemon().err()).contains("--insecure: other machines can reach ");
            assertThat(host.run("stat", "--dir", host.dir(), "--json")).contains("\"insecure\":true");
        }
    }

    @Test
    void shouldShowLimitsAndTheirUseAndWaitAtThem() throws Exception {
        try (RingtailHost host = new RingtailHost("--peer-share", "1")) {
            assertThat(host.run("stat", "--dir", host.dir()).lines())
                    .anyMatch(line -> line.matches("HTTP +USED +LIMIT +RESERVE +PEER +USED +LIMIT +REFUSED"))
                    .anyMatch(line -> line.matches("connections +1 +1024 +102 +uid \\d+ .* 1 +10 +0"))
                    .anyMatch(line -> line.matches("streams +0 +\\d+ +\\d+ +0 +\\d+ +0"));
            assertThat(host.get("/metrics"))
                    .contains("ringtail_http_limit{resource=\"connections\"} 1024.0")
                    .contains("ringtail_http_refused_total{resource=\"requests\"} 0.0");
            host.run("load", "--dir", host.dir(), "--count", "1");
            List<InputStream> streams = allStreams(host);
            try (RingtailProcess tail = host.start("tail", "--url", host.url(), "--from", "oldest", "--count", "1")) {
                Eventually.until("tail waits", () -> tail.err().contains("ringtail: waiting for up to 30 s: http://"));
                for (InputStream stream : streams) {
                    stream.close();
                }
                RingtailProcess.Ended ended = tail.ended();
                assertThat(ended.out()).hasLineCount(1);
                assertThat(ended.err())
                        .contains("/stream", " answers 429: 127.0.0.1 has ")
                        .hasLineCount(1);
            }
        }
    }

    /** Opens as many streams as one address may have. */
    private static List<InputStream> allStreams(RingtailHost host) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(host.url() + "/stream")).build();
        List<InputStream> streams = new ArrayList<>();
        HttpResponse<InputStream> next = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        while (next.statusCode() == 200) {
            streams.add(next.body());
            next = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        }
        next.body().close();
        assertThat(next.statusCode()).isEqualTo(429);
        assertThat(next.headers().firstValue("Retry-After")).hasValue("1");
        return streams;
    }

    /** The status of a request by another user of a group. */
    private static String curl(RingtailHost host, String group, String path, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + STRANGER,
                "--regid=" + STRANGER,
                "--groups=" + group,
                "curl",
                "-sS",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "--unix-socket",
                host.dir() + "/stream.sock"));
        line.addAll(List.of(options));
        line.add("http://localhost" + path);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
