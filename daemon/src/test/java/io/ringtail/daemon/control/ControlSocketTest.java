package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.Hello;
import io.ringtail.proto.control.NeedSlots;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Strangers on the real socket. */
@Timeout(60)
class ControlSocketTest {
    @TempDir
    Path dir;

    @Test
    void shouldEndOnlyTheConnectionThatSendsNonsense() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                SocketChannel good = connect(daemon)) {
            Random random = new Random(1);
            for (int i = 0; i < 10; i++) {
                byte[] nonsense = new byte[1 + random.nextInt(200)];
                random.nextBytes(nonsense);
                nonsense[0] = (byte) 0xff;
                try (SocketChannel bad = connect(daemon)) {
                    bad.write(ByteBuffer.wrap(nonsense));
                    bad.shutdownOutput();
                    assertThat(bad.read(ByteBuffer.allocate(100))).isEqualTo(-1);
                }
            }
            good.write(ControlCodec.encode(new Hello(1, Hello.NO_BARRIER, null, "good")));
            assertThat(good.read(ByteBuffer.allocate(100))).isPositive();
        }
    }

    @Test
    void shouldAnswerAFloodInFullOrEndIt() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir);
                SocketChannel flood = connect(daemon)) {
            flood.write(ControlCodec.encode(new Hello(1, Hello.NO_BARRIER, null, "flood")));
            int questions = 20_000;
            Thread writer = new Thread(() -> write(flood, questions));
            writer.start();
            int answers = 0;
            ByteBuffer in = ByteBuffer.allocate(1 << 16);
            int read = 0;
            while (read >= 0 && answers < questions * 16) {
                read = flood.read(in.clear());
                answers += Math.max(0, read);
            }
            writer.join();
            try (SocketChannel good = connect(daemon)) {
                good.write(ControlCodec.encode(new Hello(1, Hello.NO_BARRIER, null, "good")));
                assertThat(good.read(ByteBuffer.allocate(100))).isPositive();
            }
        }
    }

    @Test
    void shouldNotLetOneProcessHaveAllConnections() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir)) {
            List<SocketChannel> silent = new ArrayList<>();
            for (int i = 0; i < Greeters.MOST_OF_PROCESS; i++) {
                silent.add(connect(daemon));
            }
            for (int i = 0; i < 1000; i++) {
                try (SocketChannel tooMany = connect(daemon)) {
                    assertThat(endOf(tooMany)).isEqualTo(-1);
                }
            }
            for (SocketChannel channel : silent) {
                channel.close();
            }
            Eventually.until("a client that is served", () -> isServed(daemon));
        }
    }

    private static boolean isServed(TestDaemon daemon) throws Exception {
        try (SocketChannel client = connect(daemon)) {
            client.write(ControlCodec.encode(new Hello(1, Hello.NO_BARRIER, null, "good")));
            return client.read(ByteBuffer.allocate(100)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int endOf(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            return -1;
        }
    }

    private static void write(SocketChannel flood, int questions) {
        try {
            for (int i = 0; i < questions; i++) {
                flood.write(ControlCodec.encode(new NeedSlots()));
            }
        } catch (IOException endedByTheDaemon) {
            // Its answers were not taken soon enough.
        }
    }

    @Test
    void shouldReplaceTheSocketOfADeadDaemon() throws Exception {
        Files.createFile(dir.resolve("control.sock"));
        Files.createFile(Files.createDirectory(dir.resolve("new.d")).resolve("socket"));
        try (TestDaemon daemon = new TestDaemon(dir);
                SocketChannel client = connect(daemon)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.directory.controlSocket())))
                    .isEqualTo("rw-rw----");
            assertThat(dir.resolve("new.d")).doesNotExist();
        }
    }

    @Test
    void shouldSayWhatIsWrongWithADirectory() throws Exception {
        assertThatThrownBy(() -> RunDirectory.lock(dir.resolve("missing")))
                .isInstanceOf(RunDirectoryException.class)
                .hasMessageContaining("missing is not a directory: create it");
        Path longPath = Files.createDirectories(dir.resolve("x".repeat(100)));
        assertThatThrownBy(() -> RunDirectory.lock(longPath))
                .isInstanceOf(RunDirectoryException.class)
                .hasMessageContaining("a socket's may have only 107: use a directory with a shorter path");
    }

    private static SocketChannel connect(TestDaemon daemon) throws Exception {
        return SocketChannel.open(UnixDomainSocketAddress.of(daemon.directory.controlSocket()));
    }
}
