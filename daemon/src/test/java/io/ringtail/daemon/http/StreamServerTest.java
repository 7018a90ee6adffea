package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringtail.proto.stream.HeaderTexts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class StreamServerTest extends FreshServedFile {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldListEveryPathWithWhatItIs() throws Exception {
        HttpResponse<String> index = get("/");

        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        "header_page",
                        "header_event",
                        "events/",
                        "event_formats",
                        "per_cpu/",
                        "trace_pipe",
                        "saved_cmdlines",
                        "saved_tgids",
                        "cpus",
                        "stats",
                        "metrics",
                        "stream",
                        "finish",
                        "snapshot",
                        "snapshots/",
                        "buffer_size_kb",
                        "triggers",
                        "page/",
                        "log_level",
                        "livez",
                        "readyz",
                        "healthz");
    }

    @Test
    void shouldPrintTheHeadersAsTheKernelDoes() throws Exception {
        assertThat(get("/header_page").body())
                .startsWith("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n")
                .endsWith("\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n");
        assertThat(get("/header_event").body()).isEqualTo(HeaderTexts.event());
    }

    @Test
    void shouldServeAnEventsFilesAndTurnItOff() throws Exception {
        assertThat(get("/events/").body()).startsWith("load/");
        assertThat(get("/events/load/").body()).startsWith("tick/").contains("event 40, enabled");
        assertThat(get("/events/load/tick/format").body()).isEqualTo(ServedFile.FORMAT);
        assertThat(get("/events/load/tick/id").body()).isEqualTo("40\n");
        assertThat(put("/events/load/tick/enable", "0\n").body()).isEqualTo("0\n");
        assertThat(daemon.enabled).containsEntry(40, false);
        assertThat(get("/events/load/tick/enable").body()).isEqualTo("0\n");
    }

    @Test
    void shouldRefuseAnEnableThatIsNeither() throws Exception {
        HttpResponse<String> response = put("/events/load/tick/enable", "yes");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("enable takes 0 or 1, not 'yes'\n");
    }

    @Test
    void shouldSayWhatIsNearAPathThatIsMissing() throws Exception {
        daemon.addRing(0);
        daemon.addRing(1);

        HttpResponse<String> response = get("/per_cpu/cpu7/stats");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("there is no 'cpu7' in /per_cpu, which contains: cpu0 cpu1\n");
    }

    @Test
    void shouldNameTheMethodsOfAPath() throws Exception {
        HttpResponse<String> response = put("/header_page", "1");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).isEqualTo("PUT is not allowed for /header_page, which allows: GET, HEAD\n");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "'text/html, Application/JSON;q=0.5', true",
        "'application/json;q=0, */*', false",
        "application/jsonx, false"
    })
    void shouldCompareMediaTypesAsHttpDoes(String accept, boolean isJson) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(daemon.url() + "/cpus"))
                .header("Accept", accept)
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).body().startsWith("["))
                .isEqualTo(isJson);
    }

    @Test
    void shouldRefuseParametersThatItDoesNotKnow() throws Exception {
        assertThat(get("/trace_pipe?form=now").body())
                .isEqualTo("unknown parameter 'form': this path accepts cpu, event, filter, from, lossless, pid, since,"
                        + " tid, wait\n");
        assertThat(get("/stream?cpu=0,9").body()).isEqualTo("cpu 9 does not exist: CPUs are 0 to 3\n");
        assertThat(get("/stream?wait=no").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldRefusePositionsThatAreNone() throws Exception {
        String buffer = Long.toString(daemon.created(), 36);
        HttpResponse<String> other = get("/stream?after=1:0.0.0.0.0.0");
        assertThat(other.statusCode()).isEqualTo(410);
        assertThat(other.body()).isEqualTo("the positions refer to another buffer: repeat the request without after\n");
        for (String positions :
                List.of("0", "0.1.2", "9.0.0.0.0.0", "0.0.0.0.0.-1", "0.0.2.0.0.0", ",,0.", "x.0.0.0.0.0")) {
            assertThat(get("/stream?after=" + buffer + ":" + positions).statusCode())
                    .as(positions)
                    .isEqualTo(400);
        }
        assertThat(get("/trace_pipe?after=" + buffer + ":").statusCode()).isEqualTo(400);
        assertThat(get("/stream?wait=0&after=" + buffer + ":3.0.0.0.0.0").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        daemon.addRing(0);

        for (String path : new String[] {"/header_page", "/stream", "/nothing"}) {
            HttpRequest head = HttpRequest.newBuilder(URI.create(daemon.url() + path))
                    .method("HEAD", BodyPublishers.noBody())
                    .build();
            assertThat(client.send(head, BodyHandlers.ofString()).body()).isEmpty();
        }
        assertThat(get("/stats").body()).endsWith("\"sessions\":[]}\n");
    }

    @Test
    void shouldPrintStatisticsAsTheKernelDoesAndItsOwnBehind() throws Exception {
        daemon.addRing(2).write(77, 1674625642123L, 1674625642124L);

        assertThat(get("/per_cpu/cpu2/stats").body())
                .startsWith("""
                        entries: 2
                        overrun: 0
                        commit overrun: 0
                        bytes: 40
                        oldest event ts:  1674.625642
                        now ts: \
                        """)
                .contains("\ndropped events: 0\nread events: 0\nwritten events: 2\n");
    }

    @Test
    void shouldSendWholeSubBuffersAndThenWhatThereIs() throws Exception {
        daemon.addRing(0).writeMany(77, 100, ServedFile.EVENTS_A_PAGE + 3);

        byte[] pages = client.send(
                        HttpRequest.newBuilder(URI.create(daemon.url() + "/per_cpu/cpu0/trace_pipe_raw?wait=0"))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();

        assertThat(pages).hasSize(2 * ServedFile.SUBBUF_SIZE);
        ByteBuffer second =
                ByteBuffer.wrap(pages).position(ServedFile.SUBBUF_SIZE).slice();
        second.order(ByteOrder.LITTLE_ENDIAN);
        assertThat(second.getLong(0)).isEqualTo(100 + ServedFile.EVENTS_A_PAGE);
        assertThat(second.getLong(8)).isEqualTo(3 * WrittenRing.EVENT_LENGTH);
        assertThat(second.getLong(ServedFile.SUBBUF_SIZE - 8)).isZero();
        assertThat(get("/stats").body()).endsWith("\"sessions\":[]}\n");
    }

    @Test
    void shouldServeCurl() throws Exception {
        assumeThat(Path.of("/usr/bin/curl")).exists();
        daemon.addRing(0).write(77, 100);
        Path output = directory.resolve("pages");

        Process curl = new ProcessBuilder(
                        "/usr/bin/curl",
                        "-sSf",
                        "-o",
                        output.toString(),
                        daemon.url() + "/per_cpu/cpu0/trace_pipe_raw?wait=0")
                .inheritIO()
                .start();

        assertThat(curl.waitFor()).isZero();
        assertThat(output).hasSize(ServedFile.SUBBUF_SIZE);
    }

    @Test
    void shouldMergeTheLinesOfAllCpusByTime() throws Exception {
        daemon.addRing(0).write(77, 100, 130, 160);
        daemon.addRing(1).write(77, 110, 120, 170);

        assertThat(get("/trace_pipe?wait=0").body()).isEqualTo("0 100\n1 110\n1 120\n0 130\n0 160\n1 170\n");
        assertThat(get("/trace_pipe?wait=0&cpu=1").body()).isEqualTo("1 110\n1 120\n1 170\n");
        assertThat(get("/trace_pipe?wait=0&from=now").body()).isEmpty();
    }

    @Test
    void shouldTellExactlyWhatWasOverwritten() throws Exception {
        int count = 10 * ServedFile.EVENTS_A_PAGE + 7;
        daemon.addRing(1).writeMany(77, 1000, count);

        List<String> lines = get("/trace_pipe?wait=0").body().lines().toList();

        List<String> losses =
                lines.stream().filter(line -> line.startsWith("CPU:1 [LOST ")).toList();
        long lost = losses.stream()
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*LOST (\\d+) EVENTS.*", "$1")))
                .sum();
        assertThat(losses).isNotEmpty();
        assertThat(lost + lines.size() - losses.size()).isEqualTo(count);
        assertThat(lines.get(lines.size() - 1)).isEqualTo("1 " + (1000 + count - 1));
    }

    @Test
    void shouldPrintNamesCpusStatisticsAndHealth() throws Exception {
        daemon.addRing(1);

        assertThat(get("/saved_cmdlines").body()).isEqualTo("77 main\n");
        assertThat(get("/saved_tgids").body()).isEqualTo("77 70\n");
        assertThat(get("/cpus").body())
                .contains("cpu1  online")
                .contains("812  client 2, pid 77, app")
                .contains("cpu3  offline")
                .contains("no \"space\"");
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/stats").body())
                .startsWith("{\"daemon\":{\"version\":\"1.2.3\",\"pid\":")
                .contains("\"cpus\":[{\"cpu\":1,\"online\":true,\"entries\":0,\"overrun\":0,\"commit_overrun\":0,")
                .contains(
                        "\"handshakes\":{\"online\":1,\"passed_over\":2,\"held\":3,\"refused\":4,\"failed\":5,\"cpus\":[")
                .contains(
                        "{\"cpu\":1,\"state\":\"online\",\"online\":true,\"ring\":true,\"epoch\":3,\"handshake_us\":812,"
                                + "\"failures\":0,\"waited_for\":{\"client\":2,\"pid\":77,\"command\":\"app\"}}")
                .contains("\"failures\":1,\"failure\":\"no \\\"space\\\"\"}")
                .contains("\"events\":[{\"id\":40,\"event\":\"load:tick\",\"enabled\":true}]")
                .endsWith("\"sessions\":[]}\n");
    }

    @Test
    void shouldRefuseAHostThatIsNoLoopbackName() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("evil.example");
        assertThat(raw("PUT /events/load/tick/enable HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                        + "Content-Length: 1\r\n\r\n0"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(daemon.enabled).isEmpty();
    }

    @Test
    void shouldBoundRequests() throws Exception {
        assertThat(raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(raw("PUT /events/load/tick/enable HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(raw("\u0000\u0001\u0002\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void shouldCloseAConnectionWhoseRequestTrickles() throws Exception {
        try (ServedFile impatient = new ServedFile(directory, 4, 8, 200);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
            socket.getOutputStream().write("GET / HTT".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldBoundSessions() throws Exception {
        try (ServedFile small = new ServedFile(directory, 4, 1, 10_000)) {
            small.addRing(0);
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(small.url() + "/stream")).build();
            try (var first = client.send(request, BodyHandlers.ofInputStream()).body()) {
                assertThat(first.read()).isNotEqualTo(-1);
                for (int i = 0; i < 7; i++) {
                    client.send(request, BodyHandlers.ofInputStream());
                }
                HttpResponse<String> refused = client.send(request, BodyHandlers.ofString());

                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).startsWith("8 streams are being served");
            }
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(300);
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldTakeASnapshotOnPostOnly() throws Exception {
        HttpResponse<String> taken = post("/snapshot?reason=too%20slow%0d%0aX");
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(taken.body())
                .contains("\"path\":\"/tmp/s.dat\"")
                .contains("\"events\":7")
                .contains("\"lost\":3")
                .contains("\"reason\":\"too slow\\u000d\\u000aX\"");
        assertThat(get("/snapshot").statusCode()).isEqualTo(405);
        assertThat(post("/snapshot?why=x").statusCode()).isEqualTo(400);
        HttpResponse<String> refused = post("/snapshot?reason=refuse");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("not now\n");
        HttpResponse<String> failed = post("/snapshot?reason=fail");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("the disk is full\n");
        assertThat(
                        raw(
                                "POST /snapshot HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\n\r\n"))
                .contains("403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/trace_pipe", "/per_cpu/cpu0/trace_pipe_raw"})
    void shouldSendAStreamWhatIsThereAndEndItOnRequest(String path) throws Exception {
        WrittenRing ring = daemon.addRing(0);
        HttpResponse<InputStream> stream = client.send(
                HttpRequest.newBuilder(URI.create(daemon.url() + path)).build(), BodyHandlers.ofInputStream());
        String receiver = stream.headers().firstValue("Ringtail-Session").orElseThrow();
        long now = System.nanoTime();
        ring.write(77, now - 2, now - 1);

        assertThat(post("/finish?session=" + receiver).body()).isEqualTo("ok\n");

        byte[] body = stream.body().readAllBytes();
        ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        if (path.equals("/trace_pipe")) {
            assertThat(new String(body, StandardCharsets.UTF_8).lines()).hasSize(2);
        } else if (path.equals("/stream")) {
            assertThat(body).contains("everything".getBytes(StandardCharsets.US_ASCII));
        } else {
            assertThat(bytes.getLong(8)).isEqualTo(2 * WrittenRing.EVENT_LENGTH);
        }
        assertThat(post("/finish?session=" + receiver).statusCode()).isEqualTo(404);
        assertThat(post("/finish?session=x").body()).startsWith("no stream 'x' is being served: ");
        assertThat(post("/finish").statusCode()).isEqualTo(400);
        assertThat(get("/finish?session=1").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> post(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(daemon.url() + path))
                .POST(BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(daemon.url() + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(daemon.url() + path))
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
