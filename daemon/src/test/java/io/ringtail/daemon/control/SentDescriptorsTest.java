package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.libc.DescriptorSocket;
import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SealedMemory;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.TakeBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that send file descriptors over the control socket, or request the buffer's and never take it. */
@Timeout(60)
class SentDescriptorsTest {
    private static final String NAME = "sent-descriptors";
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path dir;

    private final LibC libC = Objects.requireNonNull(LibC.viaJna(), "the tests have JNA");
    private final AtomicInteger messages = new AtomicInteger();
    private final List<String> before = new ArrayList<>();
    private RunDirectory directory;
    private SealedMemory buffer;
    private ControlServer server;

    @BeforeEach
    void serve() throws Exception {
        directory = RunDirectory.lock(dir);
        buffer = SealedMemory.create(libC, NAME, 4096);
        ClientListener listener = new ClientListener() {
            @Override
            public void onMessage(ClientProxy proxy, ControlMessage message) {
                messages.incrementAndGet();
                proxy.handled();
            }

            @Override
            public void onClosed(ClientProxy proxy) {}
        };
        server = ControlServer.bind(
                directory, listener, buffer.descriptor(), new DaemonEnd(), new RemoteLog(System::nanoTime));
        before.addAll(targets());
    }

    @AfterEach
    void close() {
        server.close();
        buffer.close();
        directory.close();
    }

    @Test
    void shouldKeepNoDescriptorThatAPeerSends() throws Exception {
        byte[] hello = bytes(new Hello(1, Hello.NO_BARRIER, null, "evil"));
        for (int i = 0; i < 200; i++) {
            try (DescriptorSocket peer = connect()) {
                peer.send(hello, buffer.descriptor());
                peer.send(hello, buffer.descriptor());
            }
        }
        try (DescriptorSocket peer = connect()) {
            for (byte one : hello) {
                peer.send(new byte[] {one}, buffer.descriptor());
            }
            Eventually.until("all are read", () -> messages.get() == 401);
            Eventually.until("one connection is open", () -> opened() == 2);
        }
        Eventually.until("none is open", () -> opened() == 0);
    }

    @Test
    void shouldHoldNothingForPeersThatNeverTakeTheBuffer() throws Exception {
        List<DescriptorSocket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                DescriptorSocket peer = connect();
                idle.add(peer);
                peer.send(bytes(new TakeBuffer()));
            }
            Eventually.until("only the peers' ends are open", () -> opened() == idle.size());
            try (DescriptorSocket honest = connect()) {
                honest.send(bytes(new TakeBuffer()));
                SealedMemory.of(libC, honest.receive(LIMIT_NS)).close();
            }
            for (DescriptorSocket peer : idle) {
                SealedMemory.of(libC, peer.receive(LIMIT_NS)).close();
            }
        } finally {
            idle.forEach(DescriptorSocket::close);
        }
        Eventually.until("none is open", () -> opened() == 0);
    }

    @Test
    void shouldHandTheBufferOverOnceHoweverOftenAPeerAsks() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (DescriptorSocket peer = connect()) {
                byte[] question = bytes(new TakeBuffer());
                ByteBuffer many = ByteBuffer.allocate(20 * question.length);
                while (many.hasRemaining()) {
                    many.put(question);
                }
                peer.send(many.array());
                SealedMemory.of(libC, peer.receive(LIMIT_NS)).close();
            }
        }
        Eventually.until("none is open", () -> opened() == 0);
        assertThat(messages).hasValue(0);
    }

    private DescriptorSocket connect() throws IOException {
        return DescriptorSocket.connect(
                libC, DescriptorSocket.STREAM, directory.controlSocket().toString());
    }

    private static byte[] bytes(ControlMessage message) {
        ByteBuffer frame = ControlCodec.encode(message);
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /**
     * Returns how many descriptors of sockets and of the test's buffer were opened since the start and still are. The
     * rest of the process is left out: class files are opened as classes load, and what earlier tests dropped is closed
     * by the garbage collector at any time.
     */
    private int opened() throws IOException {
        List<String> now = targets();
        before.forEach(now::remove);
        now.removeIf(target -> !target.startsWith("socket:") && !target.startsWith("/memfd:" + NAME));
        return now.size();
    }

    private static List<String> targets() throws IOException {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException closed) {
                    // between the listing and here
                }
            }
        }
        return targets;
    }
}
