package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Requests that no HTTP client sends, as bytes on a socket. */
@Timeout(60)
@Tag("once")
final class RawRequestsTest extends FreshServedFile {
    @ParameterizedTest
    @CsvSource({
        "localhost.,200", "[::1]:9464,200", "LOCALHOST:1,200",
        "[::1].evil.example,400", "127.0.0.1:80@evil,400", "localhost:70000,400",
        "evil.example,403", "0.0.0.0,403"
    })
    void shouldJudgeARequestByItsHost(String host, int status) throws IOException {
        assertThat(answer("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n", true))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/livez,200",
        "HTTP://127.0.0.1:80/livez,200",
        "http://[::1]/livez?verbose,200",
        "http://localhost?verbose,400",
        "http://localhost,200",
        "http://evil.example/livez,403",
        "http://user@localhost/livez,400",
        "http:///livez,400",
        "https://localhost/livez,421",
        "HTTPS://evil.example/livez,421",
        "httpss://localhost/livez,400",
        "ftp://localhost/livez,400",
        "livez,400",
        "*,400"
    })
    void shouldJudgeARequestByItsTarget(String target, int status) throws IOException {
        assertThat(answer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n", true))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nhost: evil.example\r\n", ""})
    void shouldRefuseARequestWithoutOneHost(String headers) throws IOException {
        assertThat(answer("GET /livez HTTP/1.1\r\n" + headers + "\r\n", true)).startsWith("HTTP/1.1 400");
    }

    @Test
    void shouldRefuseAnotherMajorVersion() throws IOException {
        assertThat(answer("GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n", true))
                .startsWith("HTTP/1.1 505");
    }

    @Test
    void shouldAnswerAllRequestsOfAClientThatHasSentItsLast() throws IOException {
        String request = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String answers = answer(request.repeat(3), true);
        assertThat(answers.split("ok\n", -1)).hasSize(4);
    }

    @Test
    void shouldNotHoldTheAnswersOfAClientThatTakesNone() throws IOException {
        byte[] requests = "GET /page/timeline.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .repeat(1000)
                .getBytes(StandardCharsets.ISO_8859_1);
        AtomicBoolean late = new AtomicBoolean();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            CompletableFuture.runAsync(
                    () -> {
                        late.set(true);
                        close(socket);
                    },
                    CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS));
            assertThatThrownBy(() -> {
                        while (true) {
                            socket.getOutputStream().write(requests);
                        }
                    })
                    .isInstanceOf(SocketException.class);
            assertThat(late).isFalse();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldAnswerALongTextToAClientThatHasSentItsLast() throws IOException {
        for (int tid = 0; tid < 200_000; tid++) {
            daemon.names.put(tid, "thread-" + tid);
        }
        String answer = answer("GET /saved_cmdlines HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
        int body = answer.indexOf("\r\n\r\n") + 4;
        assertThat(answer).contains("content-length: " + (answer.length() - body) + "\r\n");
        assertThat(answer.length() - body).isGreaterThan(3_000_000);
    }

    @Test
    void shouldStreamToTheEndToAClientThatHasSentItsLast() throws IOException {
        daemon.addRing(0).writeMany(77, 1000, ServedFile.EVENTS_A_PAGE);
        String answer = answer("GET /trace_pipe?wait=0 HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
        assertThat(answer).contains("transfer-encoding: chunked").endsWith("0\r\n\r\n");
        assertThat(answer.lines().filter(line -> line.startsWith("0 "))).hasSize(ServedFile.EVENTS_A_PAGE);
    }

    @Test
    void shouldSendNoChunksToAnOldClient() throws IOException {
        daemon.addRing(0).writeMany(77, 1000, ServedFile.EVENTS_A_PAGE);
        String answer = answer("GET /trace_pipe?wait=0 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false);
        assertThat(answer).doesNotContain("chunked").contains("connection: close");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body.lines()).hasSize(ServedFile.EVENTS_A_PAGE).allMatch(line -> line.startsWith("0 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Origin: https://localhost",
                "Origin: http://localhost/",
                "Origin: http://localhost\r\nOrigin: http://localhost",
                "Origin: http://localhost\r\nSec-Fetch-Site: cross-site",
                "Origin: http://localhost\r\nSec-Fetch-Site: same-site",
                "Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site: same-origin",
                "Origin: http://127.0.0.1",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void shouldHaveNothingChangedForAnotherSite(String header) throws IOException {
        assertThat(disable("/events/load/tick/enable", "localhost", header)).startsWith("HTTP/1.1 403");
        assertThat(daemon.enabled).isEmpty();
        for (String path : new String[] {"/stream", "/trace_pipe"}) {
            String request = "GET " + path + "?wait=0&lossless=1 HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
            assertThat(answer(request, true))
                    .startsWith("HTTP/1.1 403")
                    .endsWith(
                            "another site's web page may not make the rings wait for it: send the request without lossless=1\n");
            assertThat(answer(request.replace("&lossless=1", ""), true)).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9464, http://localhost:9464",
        "127.0.0.1:9464, http://127.0.0.1:9464",
        "127.0.0.1:80, http://127.0.0.1:80",
        "[::1], http://[::1]"
    })
    void shouldMakeTheChangesOfItsOwnPages(String host, String origin) throws IOException {
        daemon.addRing(0);
        String own = "Origin: " + origin;
        assertThat(disable("/events/load/tick/enable", host, own)).startsWith("HTTP/1.1 200");
        assertThat(daemon.enabled).containsEntry(ServedFile.EVENT_ID, false);
        String browser = own + "\r\nSec-Fetch-Site: same-origin";
        assertThat(disable("http://" + host + "/events/load/tick/enable", "localhost", browser))
                .startsWith("HTTP/1.1 200");
        assertThat(answer("GET /stream?wait=0&lossless=1 HTTP/1.1\r\nHost: " + host + "\r\n" + own + "\r\n\r\n", true))
                .startsWith("HTTP/1.1 200");
    }

    private String disable(String target, String host, String headers) throws IOException {
        return answer(
                "PUT " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\nContent-Length: 1\r\n\r\n0",
                true);
    }

    @Test
    void shouldLogNothingOfABodyThatIsCutOff() {
        Logger logger = (Logger) LoggerFactory.getLogger(RequestRouter.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            EmbeddedChannel channel =
                    new EmbeddedChannel(daemon.handler(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE)));
            List<String> request = List.of(
                    "POST /finish?session=1 HTTP/1.1", "Host: localhost", "Content-Length: 3", "Expect: 100-continue");
            channel.writeInbound(
                    Unpooled.copiedBuffer(String.join("\r\n", request) + "\r\n\r\n", StandardCharsets.ISO_8859_1));
            channel.finishAndReleaseAll();
            assertThat(logged.list).isEmpty();
        } finally {
            logger.detachAppender(logged);
        }
    }

    /** Everything received until the server closes the connection. */
    private String answer(String request, boolean halfClose) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (halfClose) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
