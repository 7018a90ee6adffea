package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Doorbell;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.MalformedMessageException;
import io.ringtail.proto.control.Refused;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The conductor against misbehaving daemons: a bare socket that the test answers by hand. */
@Timeout(60)
class ClientConductorTest extends HandMadeDaemon {
    @Test
    void shouldGreetAndAttach() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            Hello hello = hello(client);
            assertThat(hello.pid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(hello.resume()).isNull();
            send(client, welcome(Slots.NONE));
            until(() -> attachments.size() == 1);
        }
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume())
                    .isNotNull()
                    .satisfies(token -> assertThat(token.created()).isEqualTo(CREATED));
            send(client, welcome(Slots.NONE));
            send(client, new Doorbell());
            assertThat(attachments).hasSize(1);
        }
    }

    @Test
    void shouldGoOnIdleAfterAnInterrupt() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(Slots.NONE));
            until(() -> attachments.size() == 1);
            Thread thread = conductorThread();
            for (int i = 0; i < 100; i++) {
                thread.interrupt();
                until(() -> !thread.isInterrupted());
            }
        }
        // It was served on one connection, or reconnected for the same record if an interrupt ended that one.
        until(() -> resumesAfter(daemon));
        assertThat(attachments).hasSize(1);
    }

    private static boolean resumesAfter(ServerSocketChannel daemon) {
        try (SocketChannel client = daemon.accept()) {
            ResumeToken token = hello(client).resume();
            return token != null && token.client() == 0 && token.generation() == 1;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Thread conductorThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ringtail-conductor"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldResumeOneRecordHoweverOftenItFails() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        publishFailures.set(3);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, welcome(new Slots(0, 64)));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        for (int i = 0; i < 3; i++) {
            try (SocketChannel client = daemon.accept()) {
                assertThat(hello(client).resume()).isEqualTo(new ResumeToken(CREATED, 0, 1));
                send(client, welcome(Slots.NONE));
                int failures = i;
                until(() -> publishFailures.get() == Math.max(0, 1 - failures));
            }
        }
        until(() -> attachments.size() == 1);
        assertThat(attachments.get(0).slots().take(Thread.currentThread(), 1)).isEqualTo(16);
    }

    @Test
    void shouldGoOnAfterErrorsBeforeItsFirstConnection() throws Exception {
        barrierFailures.set(3);
        Path other = Files.createDirectory(dir.resolve("other"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ClientConductor failing = new ClientConductor(other, this::barrier, this::publish)) {
            listening.bind(UnixDomainSocketAddress.of(other.resolve("control.sock")));
            failing.start();
            try (SocketChannel client = listening.accept()) {
                assertThat(hello(client).resume()).isNull();
                assertThat(barrierFailures).hasValue(0);
            }
        }
    }

    @Test
    void shouldLeaveARecordWhereItFailsBeforeThatIsPublished() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        crossingFailures.set(1);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, welcome(Slots.NONE));
            until(() -> tenure() == ClientDescriptor.tenure(1, ClientDescriptor.LEFT));
        }
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
            send(client, welcome(Slots.NONE));
            until(() -> attachments.size() == 1);
        }
    }

    @Test
    void shouldNotHoldOnToAGrantWhoseFileItCannotOpen() throws Exception {
        refuseWelcome();
        try (SocketChannel client = daemon.accept()) {
            assertThat(hello(client).resume()).isNull();
        }
    }

    @Test
    void shouldComeBackAfterARefusal() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (SocketChannel client = daemon.accept()) {
                hello(client);
                send(client, new Refused("all records are in use"));
            }
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldComeBackAfterNonsense() throws Exception {
        byte[][] nonsense = {
            {-1, -1, -1, -1}, {4, 0, 0, 0, 99, 0, 0, 0}, {0, 0, 0, 0}, "HTTP/1.1 400".getBytes(StandardCharsets.UTF_8)
        };
        for (byte[] bytes : nonsense) {
            try (SocketChannel client = daemon.accept()) {
                hello(client);
                client.write(ByteBuffer.wrap(bytes));
                assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldNotMapAFileThatIsNotTheOneMeant() throws Exception {
        refuseWelcome();
        writeFile(HeaderDescriptor.LAYOUT_VERSION + 1, CREATED);
        refuseWelcome();
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED + 1);
        refuseWelcome();
        Files.writeString(buffer(), "no buffer");
        refuseWelcome();
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldNotMapAFileThatWasCutShort() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (RandomAccessFile file = new RandomAccessFile(buffer().toFile(), "rw")) {
            file.setLength(GEOMETRY.fileLength() - 1);
        }
        refuseWelcome();
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldNotTakeSlotsThatTheFileDoesNotHave() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(64, 65)));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThat(attachments).isEmpty();
    }

    @Test
    void shouldQueueNoMoreThanAFewNamesForADaemonThatIsStopped() throws Exception {
        writeFile(HeaderDescriptor.LAYOUT_VERSION, CREATED);
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            send(client, welcome(new Slots(0, 64)));
            until(() -> attachments.size() == 1);
            ThreadSlots slots = attachments.get(0).slots();
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            assertThat(slots.take(thread, 1)).isEqualTo(16);
            try {
                for (int i = 0; i < 100_000; i++) {
                    thread.setName("renamed-" + i);
                    slots.renew();
                }
                Names names = new Names();
                Thread reader = new Thread(() -> names.read(client));
                reader.start();
                until(() -> {
                    thread.setName(thread.getName().equals(Names.AWAITED) ? "once more" : Names.AWAITED);
                    slots.renew();
                    return names.arrived || !reader.isAlive();
                });
                assertThat(names.arrived).isTrue();
                assertThat(names.count.get()).as("messages that were queued").isLessThan(20_000);
                client.shutdownInput();
                reader.join();
            } finally {
                thread.setName(name);
            }
        }
    }

    /** The names of threads that arrive at a daemon. */
    private static final class Names {
        private static final String AWAITED = "at last";

        private volatile boolean arrived;
        private final AtomicInteger count = new AtomicInteger();

        void read(SocketChannel client) {
            ByteBuffer in = ByteBuffer.allocate(ControlCodec.MAX_FRAME_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            try {
                while (client.read(in) >= 0) {
                    in.flip();
                    for (int length = frameLength(in); in.remaining() >= length; length = frameLength(in)) {
                        take(ControlCodec.decode(in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN)));
                        in.position(in.position() + length);
                    }
                    in.compact();
                }
            } catch (ClosedChannelException end) {
                // The test has seen enough.
            } catch (IOException | MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        }

        private static int frameLength(ByteBuffer in) throws MalformedMessageException {
            return in.remaining() < 4 ? Integer.MAX_VALUE : ControlCodec.frameLength(in.getInt(in.position()));
        }

        private void take(ControlMessage message) {
            if (message instanceof ThreadName named) {
                count.incrementAndGet();
                if (named.name().equals(AWAITED)) {
                    arrived = true;
                }
            }
        }
    }

    @Test
    void shouldEndAtOnceWhileTheDaemonIsSilent() throws Exception {
        try (SocketChannel client = daemon.accept()) {
            hello(client);
            long startNs = System.nanoTime();
            conductor.close();
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(1));
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }
}
