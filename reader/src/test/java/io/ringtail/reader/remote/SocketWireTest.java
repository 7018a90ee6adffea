package io.ringtail.reader.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests over a real UNIX socket. */
@Timeout(30)
final class SocketWireTest {
    @TempDir
    private Path directory;

    private Path socket;
    private ServerSocketChannel server;
    private SocketWire wire;

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        wire = new SocketWire(socket);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void shouldSendARequestWithItsBody() throws Exception {
        CompletableFuture<Answer> answer = send(request("/events/a/b/enable?x=1%202")
                .header("Accept", "*/*")
                .PUT(HttpRequest.BodyPublishers.ofString("0"))
                .build());
        try (SocketChannel peer = server.accept()) {
            assertThat(received(peer, "\r\n\r\n0"))
                    .isEqualTo("PUT /events/a/b/enable?x=1%202 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Accept: */*\r\nContent-Length: 1\r\n\r\n0");
            write(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1\n");
            assertThat(answer.get(10, TimeUnit.SECONDS).body().readAllBytes()).isEqualTo(new byte[] {'1', '\n'});
        }
    }

    @Test
    void shouldNotWaitForeverForAnAnswer() throws Exception {
        HttpRequest request = request("/").timeout(Duration.ofMillis(200)).build();
        assertThatThrownBy(() -> wire.send(request)).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void shouldWaitForAConnectionUntilItsTimeIsOver() throws Exception {
        server.close();
        Files.delete(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket), 1);
        Deque<SocketChannel> queue = new ArrayDeque<>();
        try {
            fill(queue);
            HttpRequest brief = request("/").timeout(Duration.ofMillis(200)).build();
            assertThatThrownBy(() -> wire.send(brief))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessage("no connection has been accepted for 200 ms");
            CompletableFuture<Answer> answer = send(request("/").build());
            while (!queue.isEmpty()) {
                queue.remove().close();
                server.accept().close();
            }
            try (SocketChannel peer = server.accept()) {
                write(peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        } finally {
            for (SocketChannel waiting : queue) {
                waiting.close();
            }
        }
    }

    @Test
    void shouldNotWaitForeverForTheRestOfAnAnswer() throws Exception {
        CompletableFuture<SocketChannel> peer = CompletableFuture.supplyAsync(() -> {
            try {
                SocketChannel accepted = server.accept();
                write(accepted, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n1\n");
                return accepted;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        HttpRequest request = request("/").timeout(Duration.ofMillis(500)).build();
        assertThatThrownBy(() -> wire.send(request).body().readAllBytes()).isInstanceOf(HttpTimeoutException.class);
        peer.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void shouldEndAWaitingReadWhenItIsClosed() throws Exception {
        CompletableFuture<Answer> answer = send(request("/").build());
        try (SocketChannel peer = server.accept()) {
            write(peer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            InputStream body = answer.get(10, TimeUnit.SECONDS).body();
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return "read " + body.read();
                } catch (IOException e) {
                    return "closed";
                }
            });
            body.close();
            assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
        }
    }

    @Test
    void shouldSayThatNothingListens() throws Exception {
        server.close();
        assertThatThrownBy(() -> RemoteDaemon.local(socket).read("/stats", "*/*"))
                .isInstanceOf(RemoteException.class)
                .hasMessageStartingWith("cannot connect to unix:" + socket);
    }

    /** Connects until the listener's queue is full. */
    private void fill(Deque<SocketChannel> queue) throws IOException {
        boolean room = true;
        while (room) {
            SocketChannel waiting = SocketChannel.open(StandardProtocolFamily.UNIX);
            waiting.configureBlocking(false);
            try {
                waiting.connect(UnixDomainSocketAddress.of(socket));
                queue.add(waiting);
            } catch (IOException full) {
                waiting.close();
                room = false;
            }
        }
        assertThat(queue).isNotEmpty();
    }

    private CompletableFuture<Answer> send(HttpRequest request) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return wire.send(request);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://localhost" + pathAndQuery));
    }

    private static String received(SocketChannel peer, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        while (text.indexOf(end) < 0 && peer.read(bytes) >= 0) {
            text.append(StandardCharsets.US_ASCII.decode(bytes.flip()));
            bytes.clear();
        }
        return text.toString();
    }

    private static void write(SocketChannel peer, String text) throws IOException {
        peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
