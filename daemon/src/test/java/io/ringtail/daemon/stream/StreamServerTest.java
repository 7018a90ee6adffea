package io.ringtail.daemon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StreamServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private FakeDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new FakeDaemon();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void shouldListEveryPathWithWhatItIs() throws Exception {
        HttpResponse<String> index = get("/");

        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        "header_page",
                        "header_event",
                        "events/",
                        "per_cpu/",
                        "trace_pipe",
                        "saved_cmdlines",
                        "cpus",
                        "stats",
                        "stream",
                        "healthz");
    }

    @Test
    void shouldPrintTheHeadersAsTheKernelDoes() throws Exception {
        assertThat(get("/header_page").body())
                .startsWith("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n")
                .endsWith("\tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;\n");
        assertThat(get("/header_event").body()).isEqualTo("""
                        # compressed entry header
                        \ttype_len    :    5 bits
                        \ttime_delta  :   27 bits
                        \tarray       :   32 bits

                        \tpadding     : type == 29
                        \ttime_extend : type == 30
                        \ttime_stamp : type == 31
                        \tdata max type_len  == 28
                        """);
    }

    @Test
    void shouldServeAnEventsFilesAndTurnItOff() throws Exception {
        assertThat(get("/events/").body()).startsWith("load/");
        assertThat(get("/events/load/").body()).startsWith("tick/").contains("event 40, enabled");
        assertThat(get("/events/load/tick/format").body()).isEqualTo(FakeDaemon.FORMAT);
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
        assertThat(response.body()).isEqualTo("there is no 'cpu7' in /per_cpu; there is: cpu0 cpu1\n");
    }

    @Test
    void shouldNameTheMethodsOfAPath() throws Exception {
        HttpResponse<String> response = put("/header_page", "1");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).isEqualTo("PUT is not for /header_page; it takes: GET, HEAD\n");
    }

    @Test
    void shouldRefuseParametersThatItDoesNotKnow() throws Exception {
        assertThat(get("/trace_pipe?form=now").body())
                .isEqualTo("unknown parameter 'form': these are taken here: cpu, from, lossless, wait\n");
        assertThat(get("/stream?cpu=0,9").body()).isEqualTo("cpu 9 is not possible here: CPUs are 0 to 3\n");
        assertThat(get("/stream?wait=no").statusCode()).isEqualTo(400);
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        FakeRing ring = daemon.addRing(0);

        for (String path : new String[] {"/header_page", "/stream", "/nothing"}) {
            HttpRequest head = HttpRequest.newBuilder(URI.create(daemon.url() + path))
                    .method("HEAD", BodyPublishers.noBody())
                    .build();
            assertThat(client.send(head, BodyHandlers.ofString()).body()).isEmpty();
        }
        assertThat(ring.openReaders).hasValue(0);
    }

    @Test
    void shouldPrintStatisticsAsTheKernelDoesAndItsOwnBehind() throws Exception {
        daemon.addRing(2);

        assertThat(get("/per_cpu/cpu2/stats").body()).startsWith("""
                        entries: 8
                        overrun: 7
                        commit overrun: 0
                        bytes: 5
                        oldest event ts:  1674.625642
                        now ts:  1674.925955
                        dropped events: 6
                        read events: 4
                        written events: 9
                        """);
    }

    @Test
    void shouldSendWholeSubBuffersAndThenWhatThereIs() throws Exception {
        FakeRing ring = daemon.addRing(0);
        ring.add(true, 0, 40, 77, 100, 110);
        ring.add(false, 0, 40, 77, 120);

        byte[] pages = client.send(
                        HttpRequest.newBuilder(URI.create(daemon.url() + "/per_cpu/cpu0/trace_pipe_raw?wait=0"))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();

        assertThat(pages).hasSize(2 * FakeDaemon.SUBBUF_SIZE);
        assertThat(pages[FakeDaemon.SUBBUF_SIZE]).isEqualTo((byte) 120);
        assertThat(ring.openReaders).hasValue(0);
    }

    @Test
    void shouldMergeTheLinesOfAllCpusByTime() throws Exception {
        daemon.addRing(0).add(true, 0, 40, 77, 100, 130, 160);
        daemon.addRing(1).add(true, 5, 40, 77, 110, 120, 170);

        assertThat(get("/trace_pipe?wait=0").body())
                .isEqualTo("CPU:1 [LOST 5 EVENTS]\n0 100\n1 110\n1 120\n0 130\n0 160\n1 170\n");
    }

    @Test
    void shouldPrintNamesCpusStatisticsAndHealth() throws Exception {
        daemon.addRing(1);

        assertThat(get("/saved_cmdlines").body()).isEqualTo("77 main\n");
        assertThat(get("/cpus").body()).contains("cpu1  online").contains("cpu3  offline");
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/stats").body())
                .startsWith("{\"daemon\":{\"version\":\"1.2.3\",\"pid\":")
                .contains("\"cpus\":[{\"cpu\":1,\"online\":true,\"written\":9,")
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
        try (FakeDaemon impatient = new FakeDaemon(8, 200);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), impatient.address().getPort())) {
            socket.getOutputStream().write("GET / HTT".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldBoundSessions() throws Exception {
        try (FakeDaemon small = new FakeDaemon(1, 10_000)) {
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
                assertThat(refused.body()).startsWith("8 receivers are being served");
            }
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), daemon.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(300);
            return new String(answer, StandardCharsets.UTF_8);
        }
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
