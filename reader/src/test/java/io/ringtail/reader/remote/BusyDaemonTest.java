package io.ringtail.reader.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon that has reached a limit: a UNIX socket on which each request gets the next answer, the last one for ever. */
@Timeout(60)
final class BusyDaemonTest {
    private static final String ANSWER = "HTTP/1.1 %s\r\nContent-Length: 5\r\n\r\nbusy\n";

    @TempDir
    private Path directory;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile List<String> statuses = List.of("200 OK");
    private RemoteDaemon daemon;
    private ServerSocketChannel server;
    private Thread answers;

    @BeforeEach
    void listen() throws IOException {
        Path socket = directory.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        daemon = RemoteDaemon.local(socket);
        answers = new Thread(this::answer);
        answers.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        answers.join();
    }

    private void answer() {
        try {
            while (true) {
                try (SocketChannel peer = server.accept()) {
                    peer.read(ByteBuffer.allocate(4096));
                    String status = statuses.get(Math.min(requests.getAndIncrement(), statuses.size() - 1));
                    peer.write(ByteBuffer.wrap(ANSWER.formatted(status).getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } catch (ClosedChannelException end) {
            // The test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRepeatARequestUntilItIsWithinTheLimitsAndSaySoOnce() throws Exception {
        statuses = List.of(
                "503 Service Unavailable\r\nRetry-After: 0", "429 Too Many Requests\r\nretry-after: 0", "200 OK");
        RemoteDaemon patient = daemon.patient(TimeUnit.SECONDS.toNanos(40), notices::add);
        assertThat(patient.read("/stats", "*/*")).isEqualTo("busy\n");
        assertThat(requests).hasValue(3);
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("waiting for up to 40 s: unix:" + directory)
                .contains("/stats answers 503: busy");
    }

    @Test
    void shouldWaitAsLongAsItIsAskedTo() throws Exception {
        statuses = List.of("429 Too Many Requests\r\nRetry-After: 1", "200 OK");
        long begunNs = System.nanoTime();
        daemon.patient(TimeUnit.SECONDS.toNanos(40), notices::add).write("/events/a/b/enable", "1");
        assertThat(System.nanoTime() - begunNs).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void shouldGiveUpOnceItsPatienceEnds() {
        statuses = List.of("503 Service Unavailable\r\nRetry-After: 0");
        long begunNs = System.nanoTime();
        assertThatThrownBy(() -> daemon.patient(TimeUnit.MILLISECONDS.toNanos(300), notices::add)
                        .read("/stats", "*/*"))
                .isInstanceOf(BusyException.class);
        assertThat(System.nanoTime() - begunNs).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
        assertThat(requests).hasValueBetween(2, 4);
    }

    @Test
    void shouldSayWhenToTryAgainOtherwise() {
        statuses = List.of("429 Too Many Requests\r\nRetry-After: 7");
        assertThatThrownBy(() -> daemon.read("/stats", "*/*"))
                .isInstanceOf(BusyException.class)
                .hasMessageEndingWith(
                        "/stats answers 429: busy (in 7 s at the earliest; ringtail stat shows all limits)");
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "429 Too Many Requests",
                "429 Too Many Requests\r\nRetry-After: soon",
                "429 Too Many Requests\r\nRetry-After: -1",
                "503 Service Unavailable\r\nRetry-After: 99999999999999999999",
                "503 Service Unavailable\r\nRetry-After: Fri, 31 Dec 2999 23:59:59 GMT",
                "403 Forbidden\r\nRetry-After: 1"
            })
    void shouldRepeatNothingThatIsRefusedWithoutATime(String status) {
        statuses = List.of(status);
        RemoteDaemon patient = daemon.patient(TimeUnit.SECONDS.toNanos(40), notices::add);
        assertThatThrownBy(() -> patient.read("/stats", "*/*"))
                .isInstanceOf(RemoteException.class)
                .isNotInstanceOf(BusyException.class);
        assertThat(requests).hasValue(1);
        assertThat(notices).isEmpty();
    }
}
