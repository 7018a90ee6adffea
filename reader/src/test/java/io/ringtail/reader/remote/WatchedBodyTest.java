package io.ringtail.reader.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies over TCP whose sender is silent: it vanished without an end of the connection. */
@Timeout(120)
final class WatchedBodyTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final AtomicLong nowNs = new AtomicLong(-5);

    @Test
    void shouldEndAReadWhosePeerIsSilent() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> answerOnce(server, HEAD + "3\r\nabc\r\n"));
            peer.start();
            NetworkWire wire = new NetworkWire(HttpClient.newHttpClient(), Duration.ofMillis(100));
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/stream");
            Answer answer = wire.send(HttpRequest.newBuilder(uri).build());
            answer.endless().run();
            try (InputStream body = answer.body()) {
                assertThatThrownBy(body::readAllBytes)
                        .isInstanceOf(HttpTimeoutException.class)
                        .hasMessageStartingWith("nothing has arrived for");
            }
            peer.join();
        }
    }

    @Test
    void shouldReportTheSilenceAsABrokenStream() throws Exception {
        AtomicReference<WatchedBody> watched = new AtomicReference<>();
        WatchedBody body = new WatchedBody(
                new Silence(() -> Objects.requireNonNull(watched.get()).look()), 50, 100, nowNs::get);
        watched.set(body);
        body.endless();
        assertThat(body.look()).isEqualTo(100);
        RemoteDaemon daemon = RemoteDaemon.at("http://127.0.0.1:1");
        assertThatThrownBy(() -> RemoteStream.open(daemon, new Answer(200, Map.of(), body, body::endless)))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("nothing has arrived for");
        assertThat(body.look()).isZero();
    }

    @Test
    void shouldNotCountTheTimeBetweenReads() throws Exception {
        WatchedBody body = new WatchedBody(new ByteArrayInputStream(new byte[] {1, -1}), 50, 100, nowNs::get);
        body.endless();
        assertThat(body.read()).isEqualTo(1);
        nowNs.addAndGet(1_000);
        assertThat(body.look()).isEqualTo(100);
        assertThat(body.read()).isEqualTo(255);
        assertThat(body.read()).isEqualTo(-1);
        body.close();
        assertThat(body.look()).isZero();
    }

    @Test
    void shouldLimitTheTimeOfAWholeBody() throws Exception {
        WatchedBody body = new WatchedBody(new Zeros(), 250, 100, nowNs::get);
        assertThat(body.look()).isEqualTo(100);
        for (int i = 0; i < 10; i++) {
            assertThat(body.read()).isZero();
            nowNs.addAndGet(25);
        }
        assertThat(body.look()).isZero();
        assertThatThrownBy(body::read).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void shouldNotWaitForeverForTheRestOfAnAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> answerOnce(server, HEAD + "3\r\nabc\r\n"));
            peer.start();
            NetworkWire wire = new NetworkWire(HttpClient.newHttpClient(), NetworkWire.MOST_SILENCE);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                    .timeout(Duration.ofMillis(500))
                    .build();
            assertThatThrownBy(() -> wire.send(request).body().readAllBytes()).isInstanceOf(HttpTimeoutException.class);
        }
    }

    private static void answerOnce(ServerSocket server, String answer) {
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            while (peer.getInputStream().read() >= 0) {
                // Until the client leaves.
            }
        } catch (IOException end) {
            // The client has left.
        }
    }

    /** A body without end, until it is closed. */
    private static final class Zeros extends InputStream {
        private boolean closed;

        @Override
        public int read() {
            return closed ? -1 : 0;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) 0);
            return closed ? -1 : length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A peer that sends nothing while time goes by, and ends only when it is closed. */
    private final class Silence extends InputStream {
        private final LongSupplier look;
        private boolean closed;

        Silence(LongSupplier look) {
            this.look = look;
        }

        @Override
        public int read() {
            for (long passed = 0; !closed; passed += 10) {
                assertThat(look.getAsLong()).isEqualTo(closed ? 0 : 100 - passed);
                nowNs.addAndGet(10);
            }
            return -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return read();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
