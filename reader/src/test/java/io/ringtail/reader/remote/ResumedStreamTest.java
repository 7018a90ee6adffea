package io.ringtail.reader.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.HeaderTexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose streams all end as soon as they have begun. */
@Timeout(60)
final class ResumedStreamTest {
    private static final byte[] HELLO = FrameEncoder.hello(HeaderTexts.hello(
            new Geometry(BufferMode.OVERWRITE, 1, new RingGeometry(4096, 4), 4, 64, 64),
            new UUID(1, 2),
            "here",
            ClockPair.now()));
    private static final long PAUSES_A_SECOND = 5;

    @TempDir
    private Path directory;

    private final FrameListener ignored = new FrameAdapter() {};
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private RemoteDaemon daemon;
    private ServerSocketChannel server;
    private Thread answers;

    @BeforeEach
    void listen() throws IOException {
        Path socket = directory.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        daemon = RemoteDaemon.local(socket);
        answers = new Thread(this::answer);
        frames.writeBytes("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frames.writeBytes(HELLO);
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
                    requests.incrementAndGet();
                    peer.read(ByteBuffer.allocate(4096));
                    peer.write(ByteBuffer.wrap(frames.toByteArray()));
                }
            }
        } catch (ClosedChannelException end) {
            // The test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ResumedStream open(long patienceMs) throws IOException {
        answers.start();
        StreamQuery query = new StreamQuery(true, true, false, null);
        long patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
        return ResumedStream.open(daemon, () -> daemon, query, patienceNs, notices::add);
    }

    @Test
    void shouldGiveUpAfterPausesIfNoStreamBringsAnything() throws Exception {
        try (ResumedStream stream = open(1_000)) {
            assertThatThrownBy(() -> stream.next(ignored))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("has not returned within 1 s");
        }
        assertThat(requests).hasValueBetween(2, (int) (2 + PAUSES_A_SECOND));
        assertThat(notices).hasSize(2);
    }

    @Test
    void shouldWaitAnewAfterEachStreamThatHasBroughtSomething() throws Exception {
        frames.writeBytes(FrameEncoder.alive());
        try (ResumedStream stream = open(300)) {
            for (int i = 0; i < 2 * PAUSES_A_SECOND; i++) {
                assertThat(stream.next(ignored)).isTrue();
            }
        }
    }
}
